import { randomUUID } from "node:crypto";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { answerWith, createApiKey, createWebhook, deleteWebhook, newReceiver } from "#tests/e2e/journeys.ts";

test("an event appears in the log by itself, its failure is explained, and a resend delivers it", async ({
  salon: page,
  request,
}) => {
  const name = `Resend ${randomUUID().slice(0, 8)}`;
  const receiver = newReceiver(page);
  await createWebhook(page, receiver, name);
  const key = await createApiKey(page, name);
  await answerWith(page, receiver, "500 Error");

  await test.step("the open log shows the delivery without a reload", async () => {
    await page.goto("/deliveries");
    await page.getByRole("combobox", { name: "Webhook" }).click();
    await page.getByRole("option", { name }).click();
    await expect(seen(page, "Nothing matches")).toBeVisible();
    await expect(seen(page, "Live", { exact: true })).toBeVisible();
    const accepted = await request.post("/v1/events", {
      headers: { authorization: `Bearer ${key}` },
      data: { event: "appointment.created", data: { appointmentId: `apt_${randomUUID()}` } },
    });
    expect(accepted.status()).toBe(202);
    await expect(page.getByRole("list", { name: "Deliveries" }).getByText("Retrying")).toBeVisible();
  });

  await test.step("the failure is explained in plain words", async () => {
    await page.getByRole("list", { name: "Deliveries" }).getByRole("link", { name: "Appointment created" }).click();
    await expect(seen(page, "The endpoint has a problem")).toBeVisible();
    const back = page.getByRole("main").getByRole("link", { name: "Deliveries" });
    await expect(back).toHaveAttribute("href", /\?webhook=/);
  });

  await test.step("a resend delivers it, and the page follows", async () => {
    const delivery = page.url();
    await answerWith(page, receiver, "200 OK");
    await page.goto(delivery);
    await page.getByRole("button", { name: "Try now" }).click();
    await expect(seen(page, "Attempt 2")).toBeVisible();
    await expect(seen(page, "Delivered: the endpoint responded with 200")).toBeVisible();
    await expect(page.getByRole("button", { name: "Resend" })).toBeVisible();
  });

  await deleteWebhook(page, name);
});
