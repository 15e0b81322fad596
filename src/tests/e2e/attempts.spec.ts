import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { booked, newReceiver } from "#tests/e2e/journeys.ts";
import { until } from "#tests/until.ts";

const RESENDS = 51;

test("a delivery with many attempts shows its body once, the newest attempts, and earlier ones on request", async ({
  salon: page,
  world,
  request,
}) => {
  const headers = { authorization: `Bearer ${world.apiKey}` };
  await world.addWebhook(newReceiver(), "Attempts");
  const [event] = await world.send(booked({ notes: "by the window" }));
  const delivery = await until("the event is delivered", async () => {
    const { data } = await world.call("GET", `/v1/tenant-admin/deliveries?eventId=${event}&status=delivered`);
    return data[0]?.id;
  });
  const path = `/v1/tenant-admin/deliveries/${delivery}`;

  await test.step("after many resends", async () => {
    for (let resend = 1; resend <= RESENDS; resend++) {
      const retry = async () => (await request.post(`${path}/retry`, { headers })).status();
      await expect.poll(retry, { intervals: [20, 50] }).toBe(202);
    }
    const count = async () => (await world.call("GET", path)).attempts.at(-1).number;
    await expect.poll(count).toBe(RESENDS + 1);
  });

  await page.goto(`/deliveries/${delivery}`);
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
});
