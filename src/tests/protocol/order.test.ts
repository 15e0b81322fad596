import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, startApp } from "#tests/protocol/app.ts";
import { newTenant } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

// Order with ENGINE=inngest: runs start when Inngest likes, and retries are steps.

const APPOINTMENTS = 12;
const STEPS = [1, 2, 3, 4, 5];

let app: App;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

it("an ordered webhook gets the events of each appointment in order, through retries", async () => {
  const tenant = await newTenant(app);
  const { receiver } = tenant;
  receiver.answer = () => ({ status: receiver.requests.length % 5 === 0 ? 500 : 200 });
  await tenant.subscribe({ ordered: true });
  for (const step of STEPS)
    await tenant.send(
      ...Array.from({ length: APPOINTMENTS }, (_, index) => ({
        name: "appointment.created",
        data: { appointmentId: `apt_${index}`, step },
      })),
    );
  await until(
    "all deliveries have ended",
    async () => {
      const all = await tenant.deliveries();
      const open = all.filter(({ status }) => status === "pending" || status === "retrying");
      return all.length === APPOINTMENTS * STEPS.length && open.length === 0;
    },
    90_000,
  );
  const steps = Map.groupBy(
    receiver.requests.map(({ body }) => JSON.parse(body.toString())),
    ({ appointmentId }) => appointmentId,
  );
  expect(steps.size).toBe(APPOINTMENTS);
  for (const bodies of steps.values()) {
    const seen: number[] = bodies.map(({ data }) => data.step);
    expect(seen).toEqual(seen.toSorted());
    expect([...new Set(seen)]).toEqual(STEPS);
  }
  expect(receiver.requests.length).toBeGreaterThan(APPOINTMENTS * STEPS.length);
});
