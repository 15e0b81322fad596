import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, startApp } from "#tests/protocol/app.ts";
import { type RunningProcess, startProcess } from "#tests/protocol/processes.ts";
import { newTenant } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

// Order of each appointment under load: a fifth of the attempts fails, and one of two workers is killed.

/** Several tenants, because the token bucket of one tenant limits its retries. */
const TENANTS = 20;
const APPOINTMENTS = 50;
const STEPS = [1, 2, 3, 4, 5];
const EVENTS_PER_ARRAY = 100;

let app: App;
let second: RunningProcess;

beforeAll(async () => {
  app = await startApp("embedded");
  second = await startProcess("worker", app.environment);
});
afterAll(async () => {
  await second?.stop();
  await app?.close();
});

const countLeft = async (): Promise<number> => {
  const [row] = await app.deps.sql<{ left: number }>(`
SELECT ((SELECT count(*) FROM webhook_outbox) + (SELECT count(*) FROM webhook_delivery WHERE due_at IS NOT NULL))::int AS left`);
  return row?.left ?? 0;
};

it("1,000 appointments with 5 events each: none arrives before an earlier one of its appointment has ended", async () => {
  const tenants = await Promise.all(Array.from({ length: TENANTS }, () => newTenant(app)));
  let requests = 0;
  for (const tenant of tenants) {
    tenant.receiver.answer = () => ({ status: ++requests % 5 === 0 ? 500 : 200 });
    await tenant.subscribe({ ordered: true });
  }
  const sendAll = tenants.map(async (tenant) => {
    const events = STEPS.flatMap((step) =>
      Array.from({ length: APPOINTMENTS }, (_, index) => ({
        name: "appointment.created",
        data: { appointmentId: `apt_${index}`, step },
      })),
    );
    for (let at = 0; at < events.length; at += EVENTS_PER_ARRAY)
      await tenant.send(...events.slice(at, at + EVENTS_PER_ARRAY));
  });
  await until("a third has arrived", () => requests > (TENANTS * APPOINTMENTS * STEPS.length) / 3);
  await app.worker.kill();
  await Promise.all(sendAll);
  await until("all deliveries have ended", async () => (await countLeft()) === 0, 120_000);

  const inversions: string[] = [];
  for (const { id, receiver } of tenants) {
    const latest = new Map<string, number>();
    for (const { body } of receiver.requests) {
      const { appointmentId, data } = JSON.parse(body.toString());
      const before = latest.get(appointmentId) ?? 0;
      if (data.step < before) inversions.push(`${id} ${appointmentId}: ${data.step} after ${before}`);
      latest.set(appointmentId, Math.max(before, data.step));
    }
    expect(latest.size).toBe(APPOINTMENTS);
    expect([...new Set(latest.values())]).toEqual([STEPS.length]);
  }
  expect(inversions).toEqual([]);
  expect(requests).toBeGreaterThan(TENANTS * APPOINTMENTS * STEPS.length);
});
