import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, startApp } from "#tests/protocol/app.ts";
import { created, newTenant, webhookIds } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

it("a recovery is driven through Inngest, chunk by chunk, to its end: what failed is sent again, and what was missing too", async () => {
  const tenant = await newTenant(app);
  await tenant.send(...Array.from({ length: 60 }, (_, n) => created(`early_${n}`)));
  // Dispatch without a webhook is invisible from outside; events dispatched later would not be missing.
  await until("all are dispatched", async () => {
    const waiting = "SELECT FROM webhook_outbox WHERE tenant_id = $1";
    return (await app.deps.sql(waiting, [tenant.id])).length === 0;
  });
  const { id } = await tenant.subscribe();
  tenant.receiver.answer = () => ({ status: 400 });
  await tenant.send(created("failing"));
  await tenant.deliveryThatIs("failed");
  tenant.receiver.answer = () => ({ status: 200 });
  const before = tenant.receiver.requests.length;

  const path = `/v1/tenant-admin/webhooks/${id}`;
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const asked = { since, includeMissing: true };
  expect(await tenant.call("POST", `${path}/recover`, { ...asked, dryRun: true })).toMatchObject({
    status: 200,
    body: { count: 61 },
  });
  const started = await tenant.call("POST", `${path}/recover`, asked);
  expect(started).toMatchObject({ status: 202, body: { count: 61 } });
  const { id: rid } = started.body as { id: string };
  await tenant.receiver.waitFor(before + 61);
  await until("it is done", async () => {
    const { body } = await tenant.call("GET", `${path}/recoveries/${rid}`);
    return (body as { state: string }).state === "done";
  });
  await until("all are delivered", async () => (await tenant.deliveries("&status=delivered")).length === 61);
  expect(new Set(webhookIds(tenant.receiver.requests.slice(before))).size).toBe(61);
  expect(tenant.receiver.requests).toHaveLength(before + 61);

  // Proof that the sweeper was not needed: each chunk announced its own deliveries and the next chunk.
  const runs = app.inngest.executor?.runs.filter(({ functionId }) => functionId === "bellhop-recover");
  if (runs) expect(runs.length).toBeGreaterThanOrEqual(3);
});
