import type { Page } from "@playwright/test";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { newReceiver, openPart } from "#tests/e2e/journeys.ts";

/** Presses Back as a person does. `page.goBack` would wait for a navigation that is held. */
const goBack = (page: Page) => page.evaluate(() => history.back());

const entries = (page: Page) => page.evaluate(() => history.length);

test("the Back button, links, the search window and a reload ask before a half-typed form is lost", async ({
  salon: page,
}) => {
  await page.goto("/webhooks");
  await page.getByRole("main").getByRole("link", { name: "New webhook" }).click();
  const url = page.getByLabel("Endpoint URL");
  const asked = page.getByRole("alertdialog", { name: "Discard your changes?" });
  const untouched = await url.inputValue();
  await url.fill(newReceiver());
  const before = await entries(page);

  await test.step("Back, twice, adds no entry to the history", async () => {
    for (let time = 0; time < 2; time++) {
      await goBack(page);
      await asked.getByRole("button", { name: "Keep editing" }).click();
      await expect(asked).toHaveCount(0);
    }
    await expect(url).not.toHaveValue("");
    await expect(page).toHaveURL(/\/webhooks\/new$/);
    expect(await entries(page)).toBe(before);
  });

  await test.step("the search window and a link", async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("dialog").getByRole("combobox").fill("Events");
    await page.getByRole("option", { name: "Events", exact: true }).click();
    await asked.getByRole("button", { name: "Keep editing" }).click();
    await page.getByRole("link", { name: "Home", exact: true }).first().click();
    await asked.getByRole("button", { name: "Keep editing" }).click();
    await expect(page).toHaveURL(/\/webhooks\/new$/);
  });

  await test.step("a reload", async () => {
    const type = new Promise<string>((tell) => {
      page.once("dialog", (dialog) => {
        tell(dialog.type());
        return dialog.dismiss();
      });
    });
    await page.evaluate(() => location.reload());
    expect(await type).toBe("beforeunload");
    await expect(url).not.toHaveValue("");
  });

  await test.step("what was discarded is gone, also after Forward", async () => {
    await goBack(page);
    await asked.getByRole("button", { name: "Discard changes" }).click();
    await expect(page.getByRole("heading", { name: "Webhooks", level: 1 })).toBeVisible();
    await page.evaluate(() => history.forward());
    await expect(page.getByRole("heading", { name: "New webhook", level: 1 })).toBeVisible();
    await expect(url).toHaveValue(untouched);
  });
});

test("the browser fills in nothing that was discarded when it loads the form again", async ({ salon: page }) => {
  const asked = page.waitForEvent("dialog");
  await page.goto("/webhooks");
  await page.goto("/webhooks/new");
  const box = page.getByRole("checkbox", { name: "Appointment created" });
  await box.click();
  await expect(page.getByRole("status").filter({ hasText: "1 chosen" })).toBeVisible();
  const isLeft = page.waitForURL(/\/webhooks$/);
  await goBack(page);
  await (await asked).accept();
  await isLeft;
  await page.goForward();
  await expect(page.getByRole("status").filter({ hasText: "None chosen" })).toBeVisible();
  await expect(box).not.toBeChecked();
});

test("what is typed and ticked before the page is interactive stays, and one form is sent with all of it", async ({
  salon: page,
}) => {
  const scripts = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto("/webhooks/new", { waitUntil: "commit" });
  const [created, changed] = ["created", "rescheduled"].map((what) =>
    page.getByRole("checkbox", { name: `Appointment ${what}` }),
  );
  await created?.click();
  await changed?.click();
  const url = page.getByLabel("Endpoint URL");
  const receiver = newReceiver();
  await url.fill(receiver);
  await page.getByRole("textbox", { name: "Name" }).pressSequentially("Early bird");
  await page.getByRole("button", { name: "Create webhook" }).click();
  scripts.resolve();

  await expect(page.getByRole("status").filter({ hasText: "2 chosen" })).toBeVisible();
  await expect(url).toHaveValue(receiver);
  await page.getByRole("button", { name: "Create webhook" }).click();
  await expect(page.getByRole("heading", { name: "Your webhook is ready" })).toBeVisible();
  await page.getByRole("link", { name: "Go to this webhook" }).click();
  await expect(page.getByRole("heading", { name: "Early bird", level: 1 })).toBeVisible();
  await expect(page.getByRole("main")).toContainText(receiver);
});

test("edited test data is asked for until it was sent, and a key until its window is closed", async ({
  salon: page,
  world,
}) => {
  const id = await world.addWebhook(newReceiver(), "Leaving");
  await page.goto(`/webhooks/${id}`);
  await openPart(page, "Send test");
  await page.getByRole("button", { name: "Edit the JSON" }).click();
  const editor = page.getByRole("textbox", { name: "Data to send" });
  await editor.fill('{"appointmentId":"apt_leaving"}');

  const asked = page.getByRole("alertdialog", { name: "Discard your changes?" });
  await goBack(page);
  await asked.getByRole("button", { name: "Keep editing" }).click();
  await page.getByRole("button", { name: "Send test" }).click();
  await expect(page.getByRole("region", { name: /^Delivered/ })).toBeVisible();
  await page.getByRole("link", { name: "Open delivery" }).click();
  await expect(page).toHaveURL(/\/deliveries\/dlv_/);

  await page.getByRole("link", { name: "Settings", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByRole("button", { name: "New API key" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Leaving");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText(/^mwk_live_\w+$/)).toBeVisible();
  await goBack(page);
  await page
    .getByRole("alertdialog", { name: "Leave without copying?" })
    .getByRole("button", { name: "Stay here" })
    .click();
  await expect(page.getByText(/^mwk_live_\w+$/)).toBeVisible();
  await page.getByRole("button", { name: "I have copied it" }).click();
  await goBack(page);
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
});
