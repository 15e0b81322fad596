import type { Page } from "@playwright/test";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { beginWebhook, newReceiver, openPart, turnOff } from "#tests/e2e/journeys.ts";
import { untilHydrated } from "#tests/e2e/until-hydrated.ts";

/** Holds one kind of request until its release, and counts the requests. */
const hold = async (page: Page, procedure: string) => {
  let letGo = () => {};
  const held = new Promise<void>((go) => {
    letGo = go;
  });
  const asked: string[] = [];
  await page.route(`**/api/trpc/${procedure}*`, async (route) => {
    asked.push(route.request().url());
    await held;
    await route.continue();
  });
  return { letGo: () => letGo(), asked };
};

test("a keyboard user keeps the focus while a button works, and after the button is gone", async ({ salon: page }) => {
  const name = "Keyboard";
  await beginWebhook(page);
  await page.getByLabel("Endpoint URL").fill(newReceiver());
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("checkbox", { name: "Appointment created" }).click();

  await test.step("a form is sent once, and the next page has the focus", async () => {
    const { letGo, asked } = await hold(page, "webhooks.create");
    await page.getByRole("button", { name: "Create webhook" }).press("Enter");
    const busy = page.getByRole("button", { name: "Creating…" });
    await expect(busy).toBeDisabled();
    await expect(busy).toBeFocused();
    await busy.press("Enter");
    await page.getByRole("textbox", { name: "Name" }).press("Enter");
    await busy.focus();
    letGo();
    await expect(page.getByRole("heading", { name: "Your webhook is ready" })).toBeFocused();
    expect(asked).toHaveLength(1);
  });

  await test.step("a test runs once, its end moves the focus to the result, and it can be repeated", async () => {
    const { letGo, asked } = await hold(page, "webhooks.sendTest");
    await page.getByRole("button", { name: "Send test" }).press("Enter");
    const busy = page.getByRole("button", { name: "Sending…" });
    await expect(busy).toBeFocused();
    await busy.press("Enter");
    letGo();
    const result = page.getByRole("region", { name: "Delivered: the endpoint responded with 200" });
    await expect(result).toBeFocused();
    expect(asked).toHaveLength(1);
    await result.getByRole("button", { name: "Repeat" }).press("Enter");
    await expect.poll(() => asked.length).toBe(2);
    await expect(result).toBeFocused();
  });

  await test.step("a notice that goes away leaves the focus on the page", async () => {
    await page.getByRole("link", { name: "Go to this webhook" }).click();
    await turnOff(page);
    await openPart(page, "Overview");
    const turnOn = page.getByRole("button", { name: "Turn on again" });
    await turnOn.press("Enter");
    await expect(turnOn).toHaveCount(0);
    await expect(page.getByRole("main")).toBeFocused();
  });

  await test.step("the focus moves to a new key, ready to copy", async () => {
    await page.goto("/settings/api-keys");
    await page.getByRole("button", { name: "New API key" }).press("Enter");
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("button", { name: "Create key" }).press("Enter");
    await expect(page.getByRole("button", { name: "Copy key" })).toBeFocused();
    await page.getByRole("button", { name: "I have copied it" }).click();
  });
});

/** Goes to another address whose heading is not there yet, as while a page loads. Returns a function that inserts the heading. */
const goWithoutHeading = async (page: Page, { path, link }: { path: string; link: string }) => {
  await untilHydrated(page);
  const heading = await page.getByRole("main").getByRole("heading", { level: 1 }).elementHandle();
  if (!heading) throw new Error("The page has no heading.");
  const place = await heading.evaluateHandle((element) => {
    const mark = document.createComment("heading");
    element.replaceWith(mark);
    return mark;
  });
  await page.evaluate((to) => history.pushState(null, "", to), path);
  await expect(page.getByRole("link", { name: link, exact: true }).filter({ visible: true })).toHaveAttribute(
    "aria-current",
    "page",
  );
  return () => place.evaluate((mark, element) => mark.replaceWith(element), heading);
};

test("a heading that comes late takes the focus, but not out of a window that was opened meanwhile", async ({
  salon: page,
}) => {
  await page.goto("/webhooks");
  // Not by role: an open window hides the page around it from readers.
  const heading = page.locator("#main h1");
  const input = page.getByRole("dialog", { name: "Search and commands" }).getByRole("combobox");

  const showEvents = await goWithoutHeading(page, { path: "/events", link: "Events" });
  await page.keyboard.press("Control+k");
  await expect(input).toBeFocused();
  await showEvents();
  await expect(heading).toBeVisible();
  await expect(heading).not.toHaveAttribute("tabindex");
  await expect(input).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(input).toHaveCount(0);

  const showDeliveries = await goWithoutHeading(page, { path: "/deliveries", link: "Deliveries" });
  await showDeliveries();
  await expect(heading).toBeFocused();
});
