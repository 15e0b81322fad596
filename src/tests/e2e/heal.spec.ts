import { randomUUID } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { answerWith, createApiKey, createWebhook, deleteWebhook, newReceiver } from "#tests/e2e/journeys.ts";

/** Reports `count` bookings in one request. */
const book = async (request: APIRequestContext, key: string, count: number) => {
  const accepted = await request.post("/v1/events", {
    headers: { authorization: `Bearer ${key}` },
    data: Array.from({ length: count }, () => ({
      event: "appointment.created",
      data: { appointmentId: `apt_${randomUUID()}` },
    })),
  });
  expect(accepted.status()).toBe(202);
};

const said = (page: Page, text: string | RegExp) => page.getByRole("status").filter({ hasText: text });

test("a failing receiver is paused, tried manually, and gets the missed messages", async ({ salon: page, request }) => {
  // Many steps wait for the worker.
  test.slow();
  const name = `Heal ${randomUUID().slice(0, 8)}`;
  const receiver = newReceiver(page);
  await createWebhook(page, receiver, name);
  const key = await createApiKey(page, name);
  await answerWith(page, receiver, "An error");
  await page.goto("/webhooks");
  await page.getByRole("link", { name }).click();
  await expect(seen(page, "Nothing is waiting.")).toBeVisible();
  const webhook = page.url();

  await test.step("the open page shows the pause, its reason and the waiting number", async () => {
    await book(request, key, 6);
    await expect(said(page, "Paused: nothing gets through")).toBeAttached();
    await expect(seen(page, /6 deliveries are waiting/)).toBeVisible();
    await expect(seen(page, /The receiver has a problem/)).toBeVisible();
    await expect(seen(page, /^Last tried /)).toBeVisible();
    await expect(page.getByRole("list", { name: "Next up" }).getByRole("link")).toHaveCount(5);
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
    await answerWith(page, receiver, "All is well");
    await page.goto(webhook);
    await page.getByRole("button", { name: "Send test" }).click();
    await expect(seen(page, "The receiver answers again. Press “Try now” to send what waits.")).toBeVisible();
    await page.getByRole("button", { name: "Try now" }).last().click();
    await expect(seen(page, "Healthy", { exact: true })).toBeVisible();
    await expect(seen(page, "5 deliveries waiting.")).toBeVisible();
  });

  await test.step("waiting deliveries can be canceled, and the question names their number", async () => {
    await page.getByRole("button", { name: "Cancel everything waiting" }).click();
    await page.getByRole("button", { name: "Cancel 5 deliveries" }).click();
    await expect(seen(page, "Nothing is waiting.")).toBeVisible();
  });

  await test.step("a webhook turned on again offers the missed messages, and sends them by one click", async () => {
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Turn off" }).click();
    await expect(said(page, "This webhook is off")).toBeAttached();
    await book(request, key, 2);
    await expect(seen(page, /^2 messages could not be sent meanwhile/)).toBeVisible();
    await page.getByRole("button", { name: "Turn on again" }).click();
    await expect(seen(page, "2 messages were not sent while it was off")).toBeVisible();
    await page.getByRole("button", { name: "Send them now" }).click();
    await expect(said(page, "2 messages are on their way again")).toBeAttached();
    await page.getByRole("button", { name: "Dismiss" }).last().click();
  });

  await test.step("other kinds can be chosen, with their exact number", async () => {
    await page.getByRole("button", { name: "Send missed again" }).click();
    await expect(page.getByRole("dialog").getByText("5 messages will be sent again.")).toBeVisible();
    await page.getByRole("checkbox", { name: "Canceled" }).click();
    await expect(page.getByRole("dialog").getByText("There is nothing like that to send again.")).toBeVisible();
    await page.getByRole("checkbox", { name: "Canceled" }).click();
    await page.getByRole("button", { name: "Send 5 again" }).click();
    await expect(said(page, "5 messages are on their way again")).toBeAttached();
    await page.reload();
    await expect(said(page, "5 messages are on their way again")).toBeAttached();
    await expect(seen(page, "Nothing is waiting.")).toBeVisible();
  });

  await test.step("a second time off offers its own missed messages, and no longer the earlier ones", async () => {
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Turn off" }).click();
    await expect(said(page, "This webhook is off")).toBeAttached();
    await expect(said(page, "5 messages are on their way again")).toHaveCount(0);
    await book(request, key, 3);
    await expect(seen(page, /^3 messages could not be sent meanwhile/)).toBeVisible();
    await page.getByRole("button", { name: "Turn on again" }).click();
    await expect(seen(page, "3 messages were not sent while it was off")).toBeVisible();
    await expect(said(page, "5 messages are on their way again")).toHaveCount(0);
  });

  await deleteWebhook(page, name);
});
