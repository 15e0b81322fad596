import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { createWebhook, deleteWebhook, newReceiver } from "#tests/e2e/journeys.ts";

const RESENDS = 51;

test("a delivery with many attempts shows its body once, the newest attempts, and earlier ones on request", async ({
  salon: page,
  request,
}) => {
  const name = `Attempts ${randomUUID().slice(0, 8)}`;
  await createWebhook(page, newReceiver(page), name);
  const { tenants } = JSON.parse(readFileSync(join(process.env.BELLHOP_E2E_DATA_DIR ?? "", "demo.json"), "utf8"));
  const headers = { authorization: `Bearer ${tenants[0].apiKey}` };
  const data = { appointmentId: `apt_${randomUUID()}`, notes: "by the window" };
  const accepted = await request.post("/v1/events", { headers, data: { event: "appointment.created", data } });
  const [{ id: eventId }] = (await accepted.json()).events;

  const deliveryOf = async () => {
    const webhooks = await (await request.get("/v1/tenant-admin/webhooks?limit=100", { headers })).json();
    const { id } = webhooks.data.find(({ description }: { description: string }) => description === name);
    const query = `?eventId=${eventId}&webhookId=${id}`;
    const { data: deliveries } = await (await request.get(`/v1/tenant-admin/deliveries${query}`, { headers })).json();
    return deliveries[0];
  };
  await expect.poll(async () => (await deliveryOf())?.status).toBe("delivered");
  const path = `/v1/tenant-admin/deliveries/${(await deliveryOf()).id}`;

  await test.step("after many resends", async () => {
    for (let resend = 1; resend <= RESENDS; resend++) {
      const retry = async () => (await request.post(`${path}/retry`, { headers })).status();
      await expect.poll(retry, { intervals: [20, 50] }).toBe(202);
    }
    const count = async () => (await (await request.get(path, { headers })).json()).attempts.at(-1).number;
    await expect.poll(count).toBe(RESENDS + 1);
  });

  await page.goto(`/deliveries/${path.split("/").at(-1)}`);
  await expect(seen(page, `Attempt ${RESENDS + 1}`)).toBeVisible();
  await expect(seen(page, "Attempt 2", { exact: true })).toHaveCount(0);
  await expect(seen(page, "Find it under “Event data”")).toBeVisible();
  await page.getByText("Repeat with curl").first().click();
  await page.getByRole("radio", { name: "As it was sent" }).first().click();
  await expect(seen(page, /--data-binary .*by the window/)).toBeVisible();

  await page.getByRole("button", { name: "Show earlier attempts (2)" }).click();
  await expect(seen(page, "Attempt 2", { exact: true })).toBeVisible();
  await expect(seen(page, "Attempt 1", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /Show earlier/ })).toHaveCount(0);

  await deleteWebhook(page, name);
});
