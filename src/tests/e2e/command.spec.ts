import { randomUUID } from "node:crypto";
import { expect, test } from "#tests/e2e/fixtures.ts";

test("search by keyboard finds a customer by name, opens what was sent about them, and gives the focus back", async ({
  salon: page,
  baseURL,
}) => {
  const last = `Zz${randomUUID().slice(0, 8)}`;
  const customerId = `cus_${last}`;
  const data = { appointmentId: `apt_${last}`, customerId, customer: { name: `Ada ${last}` } };
  const emitted = await page.request.post("/api/trpc/events.emitSandbox", {
    headers: { origin: baseURL ?? "" },
    data: { event: "appointment.created", data },
  });
  expect(emitted.ok(), await emitted.text()).toBe(true);

  const button = page.getByRole("button", { name: "Search" }).filter({ visible: true });
  await page.goto("/");
  const dialog = page.getByRole("dialog", { name: "Search and commands" });
  const input = dialog.getByRole("combobox");
  const active = dialog.getByRole("option", { selected: true });

  await test.step("⌘K opens it, Escape closes it and the focus returns", async () => {
    await button.focus();
    await page.keyboard.press("Control+k");
    await expect(input).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(button).toBeFocused();
  });

  await test.step("arrow keys go around, and Enter opens a command", async () => {
    await page.keyboard.press("Enter");
    await input.fill("settings");
    await expect(active).toHaveText("Settings");
    await page.keyboard.press("ArrowDown");
    await expect(active).toContainText("Find “settings” in deliveries");
    await page.keyboard.press("ArrowDown");
    await expect(active).toHaveText("Settings");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/settings/);
    await expect(dialog).toHaveCount(0);
  });

  await test.step("a command switches to test mode", async () => {
    await page.keyboard.press("Control+k");
    await input.fill("test mode");
    await page.keyboard.press("Enter");
    await expect(page.getByText("You see test webhooks and sandbox events.")).toBeVisible();
    await expect(dialog).toHaveCount(0);
  });

  await test.step("a beginning of the name finds the customer and the appointment", async () => {
    await page.keyboard.press("Control+k");
    // Words of an event are known some seconds after it.
    await expect(async () => {
      await input.fill("");
      await input.fill(`ada ${last.slice(0, 6).toLowerCase()}`);
      await expect(dialog.getByRole("option", { name: `Ada ${last}` }).first()).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 40_000 });
    await expect(dialog.getByRole("option", { name: `apt_${last}` })).toBeVisible();
    await expect(active).toContainText(`Ada ${last}`);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/deliveries\\?q=${customerId}`));
  });
});
