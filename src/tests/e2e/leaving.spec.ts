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

  await goBack(page);
  await asked.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByRole("heading", { name: "Webhooks", level: 1 })).toBeVisible();
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
