import type { Page, Request } from "@playwright/test";
import { violationsOf } from "#tests/e2e/axe.ts";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { booked, createWebhook, newReceiver, openPart } from "#tests/e2e/journeys.ts";
import { layoutFaults } from "#tests/e2e/narrow.ts";
import { operate } from "#tests/e2e/world.ts";

test.use({ expectedErrors: [/404 \(Not Found\)/] });

const check = async (page: Page, state: string) => {
  for (const colorScheme of ["light", "dark"] as const)
    expect.soft(await violationsOf(page, colorScheme), `${state}, ${colorScheme}`).toEqual([]);
  expect.soft(await layoutFaults(page), state).toEqual([]);
};

/** Scripts that a click may load, as transferred. */
const CLICK_KB_MAX = 60;

/** Weighs the scripts that arrive while `act` runs. */
const weighDuring = async (page: Page, act: () => Promise<void>): Promise<number> => {
  const sizes: Promise<number>[] = [];
  const weigh = (request: Request) => {
    if (request.resourceType() === "script")
      sizes.push(request.sizes().then(({ responseBodySize }) => Math.max(0, responseBodySize)));
  };
  page.on("requestfinished", weigh);
  await act();
  page.off("requestfinished", weigh);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1024;
};

/** Clicks, waits for the window that opens, weighs it, asks axe, and closes it by keyboard. */
const checkWindow = async (page: Page, button: string | RegExp, role: "dialog" | "alertdialog") =>
  test.step(String(button), async () => {
    const opened = page.getByRole(role);
    const weight = await weighDuring(page, async () => {
      await page.getByRole("button", { name: button }).first().click();
      await expect(opened).toBeVisible();
    });
    console.log(`${Math.round(weight)} KB after a click on ${button}`);
    expect.soft(weight, String(button)).toBeLessThanOrEqual(CLICK_KB_MAX);
    await check(page, String(button));
    await page.keyboard.press("Escape");
    await expect(opened).toHaveCount(0);
    await expect(page.getByRole("button", { name: button }).first()).toBeFocused();
  });

test("the windows of a webhook hold nothing that axe finds", async ({ salon: page }) => {
  test.setTimeout(240_000);
  const name = "States";
  await createWebhook(page, newReceiver(), name);
  await page.getByRole("button", { name: "Send test" }).click();
  await expect(page.getByRole("region", { name: /^Delivered/ })).toBeVisible();
  await check(page, "a webhook's first test");

  await page.goto("/webhooks");
  await page.getByRole("link", { name }).click();
  await openPart(page, "Settings");
  await checkWindow(page, "Turn off", "alertdialog");
  await checkWindow(page, "Delete webhook", "alertdialog");
  await openPart(page, "Signing secret");
  await checkWindow(page, "Show secret", "dialog");
  await checkWindow(page, "Rotate secret", "dialog");
});

test("the windows of the settings and the search hold nothing that axe finds", async ({ salon: page }) => {
  test.setTimeout(240_000);
  await page.goto("/settings/api-keys");
  await checkWindow(page, "New API key", "dialog");
  await page.goto("/settings/account");
  await checkWindow(page, "Set up", "dialog");
  await page.goto("/settings/members");
  await checkWindow(page, /^Invite/, "dialog");
  await page.goto("/settings/data");
  await checkWindow(page, /^Erase/, "dialog");
  await checkWindow(page, "Search", "dialog");
});

test("the log's panel, empty lists and wrong addresses hold nothing that axe finds", async ({ salon: page, world }) => {
  test.setTimeout(240_000);
  await world.addWebhook(newReceiver(), "States");
  await world.send(booked());

  await test.step("the panel of the log, beside the list and above it", async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto("/deliveries");
    const row = page.getByRole("table", { name: "Deliveries" }).getByRole("link").first();
    await row.click();
    const panel = page.getByRole("complementary");
    await expect(panel.getByRole("heading", { level: 2 }).first()).toBeVisible();
    const bar = panel.getByRole("list", { name: "Where the time went" }).locator("li > [aria-hidden]").first();
    const isRoomy = async () => ((await bar.boundingBox())?.width ?? 0) > 100;
    await expect.poll(isRoomy, "the bars of an attempt have room in the panel").toBe(true);
    await check(page, "panel");
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 390, height: 844 });
    await row.click();
    await expect(page.getByRole("dialog").getByRole("heading", { level: 2 }).first()).toBeFocused();
    await check(page, "sheet");
    await page.keyboard.press("Escape");
  });

  for (const path of ["/deliveries?q=nobody", "/events?q=nobody", "/deliveries/dlv_none", "/nowhere"])
    await test.step(path, async () => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await check(page, path);
    });
});

test.describe(() => {
  // A suspension ends the sessions of open pages.
  test.use({ expectedErrors: [/401 \(Unauthorized\)/] });

  test("what an empty business, a viewer, a paused and a suspended business see holds nothing that axe finds", async ({
    salon: page,
    world,
    openPage,
  }) => {
    test.setTimeout(240_000);
    const look = async (at: Page, path: string, state: string) =>
      test.step(`${path}, ${state}`, async () => {
        await at.goto(path);
        await expect(at.getByRole("heading", { level: 1 })).toBeVisible();
        await check(at, `${path}, ${state}`);
      });
    for (const path of ["/", "/webhooks", "/deliveries", "/events"]) await look(page, path, "empty");

    const webhook = await world.addWebhook(newReceiver(), "States");
    await world.send(booked());
    const viewer = await openPage(await world.addPerson("viewer"));
    for (const path of ["/", `/webhooks/${webhook}`, "/settings/api-keys", "/settings/members"])
      await look(viewer, path, "viewer");

    const pause = `/v1/operator/pauses/tenant:${world.tenant.id}`;
    await operate("PUT", pause);
    await world.send(booked());
    for (const path of ["/", "/deliveries"]) await look(page, path, "paused by the operator");
    await operate("DELETE", pause);

    // An open page would go to the sign-in by itself, in the middle of the next navigation.
    await page.goto("about:blank");
    await operate("PUT", `/v1/operator/tenants/${world.tenant.id}`, { name: world.tenant.name, suspended: true });
    await look(page, "/", "suspended");
  });
});
