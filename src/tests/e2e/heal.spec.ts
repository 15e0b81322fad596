import type { Page } from "@playwright/test";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { answerWith, booked, newReceiver, openPart, turnOff } from "#tests/e2e/journeys.ts";
import type { World } from "#tests/e2e/world.ts";

const book = (world: World, count: number) => world.send(...Array.from({ length: count }, () => booked()));

const said = (page: Page, text: string | RegExp) => page.getByRole("status").filter({ hasText: text });

test("a failing receiver is paused, tried manually, and gets the missed messages", async ({ salon: page, world }) => {
  // Many steps wait for the worker.
  test.slow();
  const name = "Heal";
  const receiver = newReceiver();
  const webhook = `/webhooks/${await world.addWebhook(receiver, name)}`;
  await answerWith(page, receiver, "500 Error");
  await page.goto(webhook);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();

  await test.step("the open page shows the pause, its reason, the last response and what waits", async () => {
    await book(world, 6);
    await expect(said(page, /^Paused after \d+ failed requests$/)).toBeAttached();
    await expect(seen(page, "6 deliveries on hold. Nothing is lost.")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Last failed attempt" })).toBeVisible();
    await expect(seen(page, "500", { exact: true }).first()).toBeVisible();
    await expect(page.getByRole("list", { name: "Waiting deliveries" }).getByRole("link")).toHaveCount(5);
    const attempt = page.getByRole("link", { name: "Open attempt" });
    await expect(attempt).toHaveAttribute("href", /#attempt-1$/);
    await attempt.click();
    await expect(page).toHaveURL(/\/deliveries\/dlv_\w+#attempt-1$/);
  });

  await test.step("the start page says so, and leads there", async () => {
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1, name: /needs? attention/ })).toBeVisible();
    const trouble = page.getByRole("listitem").filter({ hasText: `${name} is paused` });
    await expect(trouble).toContainText("Last response 500");
    await expect(trouble).toContainText("6 deliveries are waiting.");
    await page.getByRole("button", { name: "Show as table" }).click();
    await trouble.getByRole("link", { name: "See what is wrong" }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  });

  await test.step("a good test says what is left to do, and a manual try ends the pause", async () => {
    await answerWith(page, receiver, "200 OK");
    await page.goto(`${webhook}?tab=test`);
    await page.getByRole("button", { name: "Send test" }).click();
    await expect(seen(page, "The endpoint responds again. Press “Try now” to send the waiting events.")).toBeVisible();
    await page.getByRole("button", { name: "Try now" }).last().click();
    await expect(seen(page, "Healthy", { exact: true })).toBeVisible();
    await openPart(page, "Overview");
    await expect(seen(page, "5 deliveries waiting")).toBeVisible();
  });

  await test.step("waiting deliveries can be canceled, and the question names their number", async () => {
    await openPart(page, "Settings");
    await page.getByRole("button", { name: "Cancel waiting deliveries" }).click();
    await page.getByRole("button", { name: "Cancel 5 deliveries" }).click();
    await expect(seen(page, "Nothing is waiting.")).toBeVisible();
  });

  await test.step("a webhook turned on again offers the missed messages, and sends them by one click", async () => {
    await turnOff(page);
    await openPart(page, "Overview");
    await expect(said(page, "This webhook is off")).toBeAttached();
    await book(world, 2);
    await expect(seen(page, "2 events were missed so far.")).toBeVisible();
    await page.getByRole("button", { name: "Turn on again" }).click();
    await expect(seen(page, "2 events were missed while this was off")).toBeVisible();
    await page.getByRole("button", { name: "Send them now" }).click();
    await expect(said(page, "2 events are on their way again")).toBeAttached();
    await page.getByRole("button", { name: "Dismiss" }).last().click();
  });

  await test.step("other kinds can be chosen, with their exact number", async () => {
    await page.getByRole("button", { name: "Resend missed events" }).click();
    await expect(page.getByRole("dialog").getByText("5 events will be resent.")).toBeVisible();
    await page.getByRole("checkbox", { name: "Canceled" }).click();
    await expect(page.getByRole("dialog").getByText("Nothing to resend in this range.")).toBeVisible();
    await page.getByRole("checkbox", { name: "Canceled" }).click();
    await page.getByRole("button", { name: "Resend 5 events" }).click();
    await expect(said(page, "5 events are on their way again")).toBeAttached();
    await page.reload();
    await expect(said(page, "5 events are on their way again")).toBeAttached();
    await expect(page.getByRole("list", { name: "Waiting deliveries" })).toHaveCount(0);
  });

  await test.step("a second time off offers its own missed messages, and no longer the earlier ones", async () => {
    await turnOff(page);
    await openPart(page, "Overview");
    await expect(said(page, "This webhook is off")).toBeAttached();
    await expect(said(page, "5 events are on their way again")).toHaveCount(0);
    await book(world, 3);
    await expect(seen(page, "3 events were missed so far.")).toBeVisible();
    await page.getByRole("button", { name: "Turn on again" }).click();
    await expect(seen(page, "3 events were missed while this was off")).toBeVisible();
    await expect(said(page, "5 events are on their way again")).toHaveCount(0);
  });
});
