import type { Page } from "@playwright/test";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";

const schedule = (page: Page) => page.getByRole("grid", { name: /^Schedule/ });
const eventsOf = (page: Page) => page.getByRole("list", { name: "Events" }).locator(":scope > li");

/** Expects that the newest event arrived at the test webhook. */
const expectArrived = async (page: Page, event: string) => {
  const newest = eventsOf(page).first();
  await expect(newest).toContainText(event);
  await expect(newest.getByRole("button", { name: /Playground inspector Delivered 200 · \d+ ms/ })).toBeVisible();
};

const dragTo = async (page: Page, what: RegExp, column: string, part: number) => {
  const from = await schedule(page).getByRole("button", { name: what }).boundingBox();
  const to = await schedule(page).getByRole("row", { name: column }).boundingBox();
  if (!from || !to) throw new Error("nothing to drag");
  await page.mouse.move(from.x + from.width / 2, from.y + 4);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height * part, { steps: 5 });
  await page.mouse.up();
};

test.use({ expectedErrors: [/net::ERR_FAILED/], viewport: { width: 1366, height: 1100 } });

test("an admin books, drags and cancels by keyboard, and sees each event arrive", async ({ salon: page }) => {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Playground" }).filter({ visible: true }).click();
  await page.getByRole("button", { name: "Create a test webhook" }).click();
  await expect(page.getByRole("link", { name: "Playground inspector" })).toBeVisible();
  await page.getByRole("tab", { name: /^Tuesday/ }).click();

  await test.step("book by a click on free time", async () => {
    await schedule(page).getByRole("row", { name: "Jonas Weber" }).getByRole("button", { name: "09:00, Free" }).click();
    const form = page.getByRole("dialog", { name: "Book an appointment" });
    await form.getByRole("combobox", { name: "Customer" }).click();
    await page.getByRole("option", { name: "Bruno Keller" }).click();
    await form.getByRole("button", { name: "Book", exact: true }).click();
    await expectArrived(page, "Appointment created");
  });

  await test.step("drag to another person and time", async () => {
    await dragTo(page, /Bruno Keller/, "Maria Lenz", 0.75);
    const moved = schedule(page)
      .getByRole("row", { name: "Maria Lenz" })
      .getByRole("button", { name: /Bruno Keller/ });
    await expect(moved).toBeVisible();
    await expectArrived(page, "Appointment rescheduled");
  });

  await test.step("move, then cancel by keyboard", async () => {
    const appointment = schedule(page).getByRole("button", { name: /Bruno Keller/ });
    await appointment.focus();
    await page.keyboard.press("m");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("PageDown");
    await page.keyboard.press("Enter");
    await expect(schedule(page)).toHaveAccessibleName(/Wednesday/);
    await expect(appointment).toBeFocused();
    await expectArrived(page, "Appointment rescheduled");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menu")).toBeVisible();
    await page.keyboard.press("End");
    await expect(page.getByRole("menuitem", { name: "Cancel appointment" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(appointment).toHaveCount(0);
    await expect(schedule(page).getByRole("button", { name: /Free/ }).and(page.locator(":focus"))).toHaveCount(1);
    await expectArrived(page, "Appointment canceled");
    expect(await eventsOf(page).count()).toBe(4);
  });

  await test.step("the response is one click further", async () => {
    await eventsOf(page)
      .first()
      .getByRole("button", { name: /Playground inspector/ })
      .click();
    await expect(seen(page, '"received"')).toBeVisible();
  });

  await test.step("an event that cannot be sent waits, survives a reload, and is sent once", async () => {
    await page.route("**/api/trpc/events.emitSandbox*", (route) => route.abort());
    await schedule(page)
      .getByRole("button", { name: /Kira Lindqvist/ })
      .click();
    await page.getByRole("menuitem", { name: "Take payment" }).click();
    await expect(seen(page, "1 event is waiting")).toBeVisible();
    await page.unroute("**/api/trpc/events.emitSandbox*");
    await page.reload();
    await expectArrived(page, "Payment completed");
    await expect(eventsOf(page)).toHaveCount(5);
  });

  await test.step("a narrow screen shows the day as a list", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole("list", { name: "Schedule" }).getByRole("listitem")).not.toHaveCount(0);
    await expect(page.getByRole("button", { name: "Book an appointment" })).toBeVisible();
  });
});
