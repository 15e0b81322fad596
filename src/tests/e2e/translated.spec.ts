import { expect, expectDashboard, seen, test } from "#tests/e2e/fixtures.ts";
import { booked, createApiKey, expectDelivered, newReceiver, openPart, turnOff } from "#tests/e2e/journeys.ts";
import { expectUpToDate, translate } from "#tests/e2e/translator.ts";

const SETTINGS = ["API keys", "Activity", "Account", "Devices"];

test.describe("a page that the browser translates", () => {
  test.use({ expectedErrors: [/ 401 .*sign-in\/email/] });

  test("lets an owner sign in, set up a webhook and watch deliveries", async ({ page, world }) => {
    // Many pages, each of which is also reloaded.
    test.slow();
    const name = "Translated";
    const main = page.getByRole("main");

    await test.step("a wrong password, then the right one", async () => {
      await page.goto("/sign-in");
      await translate(page);
      await page.getByLabel("Email").fill("nobody@salon.example");
      await page.getByLabel("Password").fill("wrong");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByRole("alert").filter({ hasText: "password" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
      await page.getByLabel("Email").fill(world.admin.email);
      await page.getByLabel("Password").fill(world.admin.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expectDashboard(page);
      await translate(page);
      await page.getByRole("link", { name: "Webhooks", exact: true }).filter({ visible: true }).first().click();
      await expect(page.getByRole("heading", { name: "Webhooks", level: 1 })).toBeVisible();
    });

    await test.step("a new webhook", async () => {
      await main.getByRole("link", { name: "New webhook" }).click();
      await page.getByLabel("Endpoint URL").fill("ftp://hooks.example.com");
      await expect(seen(page, /must start with https/)).toBeVisible();
      await page.getByLabel("Endpoint URL").fill(newReceiver());
      await expect(seen(page, "This URL can be used.")).toBeVisible();
      await page.getByRole("textbox", { name: "Name" }).fill(name);
      await page.getByRole("button", { name: "Create webhook" }).click();
      await expect(seen(page, "Choose at least one event.")).toBeVisible();
      await page.getByRole("checkbox", { name: "Appointment created" }).click();
      await page.getByText("More options").click();
      await page.getByRole("button", { name: "Add a header" }).click();
      await page.getByRole("button", { name: "Remove header" }).click();
      await page.getByRole("button", { name: "Create webhook" }).click();
      await expect(page.getByRole("heading", { name: "Your webhook is ready" })).toBeVisible();
      await page.getByRole("button", { name: "Copy secret" }).click();
      await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Copy secret" })).toBeVisible();
    });

    await test.step("a test, twice", async () => {
      for (const button of ["Send test", "Repeat"]) {
        await page.getByRole("button", { name: button }).click();
        await expectDelivered(page);
        await expect(page.getByRole("list", { name: "Where the time went" })).toBeVisible();
      }
      await page.getByRole("button", { name: "Raw response", exact: true }).click();
      await expect(page.getByRole("button", { name: "Raw response", exact: true })).toHaveAttribute(
        "aria-pressed",
        "true",
      );
      await page.getByText("Repeat with curl").click();
      await page.getByRole("radio", { name: "As it was sent" }).click();
      await page.getByRole("link", { name: "Go to this webhook" }).click();
      await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    });
    const webhook = page.url();

    await test.step("a delivery that arrives in the open log", async () => {
      await createApiKey(page, name);
      await page.goto(`/deliveries?webhookId=${new URL(webhook).pathname.split("/").at(-1)}&test=all`);
      await translate(page);
      await expect(main.getByText("Real-time", { exact: true })).toBeVisible();
      const rows = page.getByRole("table", { name: "Deliveries" }).locator("tbody tr");
      await expect(rows).toHaveCount(2);
      await world.send(booked());
      await expect(rows).toHaveCount(3);
      await expect(rows.first().getByText("Delivered")).toBeVisible();
      await expectUpToDate(page);
      await page.goto((await rows.first().getByRole("link").first().getAttribute("href")) ?? "");
      await translate(page);
    });

    await test.step("the delivery, sent again", async () => {
      await expect(seen(page, "Attempt 1", { exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Resend" }).click();
      await expect(seen(page, "Attempt 2", { exact: true })).toBeVisible();
      await expect(page.getByRole("button", { name: "Resend" })).toBeVisible();
      await expect(seen(page, /^Delivered at the first attempt/)).toBeVisible();
      await expectUpToDate(page);
    });

    await test.step("its event", async () => {
      await page.getByRole("link", { name: /^evt_/ }).click();
      await expect(page.getByRole("heading", { name: "Deliveries" })).toBeVisible();
      await page.getByRole("button", { name: "Erase" }).click();
      await page.getByRole("button", { name: /Cancel|Keep/ }).click();
      await expectUpToDate(page);
    });

    await test.step("the webhook, turned off and on", async () => {
      await page.goto(webhook);
      await translate(page);
      await turnOff(page);
      await openPart(page, "Overview");
      const notice = seen(page, "Nothing is sent until you turn it on again.");
      await expect(notice).toBeVisible();
      await page.getByRole("button", { name: "Turn on again" }).click();
      await expect(notice).toHaveCount(0);
      // The overview of a webhook that is seconds old changes with each second: shares of time, figures.
      await openPart(page, "Signing secret");
      await expect(page.getByRole("heading", { name: "Signing secret" })).toBeVisible();
      await expectUpToDate(page);
    });

    await test.step("the settings, a key revoked", async () => {
      await page.getByRole("link", { name: "Settings" }).first().click();
      for (const tab of SETTINGS) {
        await main.getByRole("link", { name: tab }).click();
        await expect(page.getByRole("heading", { name: new RegExp(tab, "i"), level: 1 })).toBeVisible();
      }
      await main.getByRole("link", { name: "API keys" }).click();
      await page.getByRole("button", { name: `Revoke ${name}` }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Revoke key" }).click();
      const row = page.getByRole("list", { name: "API keys" }).getByRole("listitem").filter({ hasText: name });
      await expect(row.getByText("Revoked", { exact: true })).toBeVisible();
      await expectUpToDate(page);
    });
  });
});
