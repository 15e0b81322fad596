import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { answerWith, booked, createWebhook, newReceiver } from "#tests/e2e/journeys.ts";

test("an event appears in the log by itself, its failure is explained, and a resend delivers it", async ({
  salon: page,
  world,
}) => {
  const name = "Resend";
  const receiver = newReceiver();
  await createWebhook(page, receiver, name);
  await answerWith(page, receiver, "500 Error");

  await test.step("the open log shows the delivery without a reload", async () => {
    await page.goto("/deliveries");
    await page.getByRole("combobox", { name: "Webhook" }).click();
    await page.getByRole("option", { name }).click();
    await page.keyboard.press("Escape");
    await expect(seen(page, "No deliveries match these filters")).toBeVisible();
    await expect(seen(page, "Real-time", { exact: true })).toBeVisible();
    await world.send(booked());
    await expect(page.getByRole("table", { name: "Deliveries" }).getByText("Retrying")).toBeVisible();
  });

  await test.step("the failure is explained in plain words", async () => {
    const row = page.getByRole("table", { name: "Deliveries" }).getByRole("link", { name: "Appointment created" });
    await row.press("Enter");
    const panel = page.getByRole("dialog", { name: "Appointment created" });
    await expect(panel.getByText("The endpoint has a problem").first()).toBeVisible();
    await expect(page).toHaveURL(/[?&]open=dlv_/);
    await page.keyboard.press("Escape");
    await expect(panel).toHaveCount(0);
    await expect(row).toBeFocused();
    await row.press("Enter");
    await panel.getByRole("link", { name: "Open page" }).click();
    await expect(page.getByRole("heading", { name: "Appointment created", level: 1 })).toBeVisible();
    const back = page.getByRole("main").getByRole("link", { name: "Deliveries" });
    await expect(back).toHaveAttribute("href", /\?webhookId=/);
  });

  await test.step("a resend delivers it, and the page follows", async () => {
    const delivery = page.url();
    await answerWith(page, receiver, "200 OK");
    await page.goto(delivery);
    await page.getByRole("button", { name: "Try now" }).click();
    await expect(seen(page, "Attempt 2", { exact: true })).toBeVisible();
    await expect(seen(page, "Delivered: the endpoint responded with 200")).toBeVisible();
    await expect(page.getByRole("button", { name: "Resend" })).toBeVisible();
  });
});
