import { afterAll, beforeAll, expect, it } from "vitest";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { announceDeliveries, announceEvents } from "#inngest/announce.ts";
import { createEmbeddedInngest } from "#inngest/client.ts";
import { answerEventApi } from "#inngest/embedded/event-api.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDueDeliveries, addEvent, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const announced: string[] = [];
const inngest = createEmbeddedInngest(answerEventApi(({ data }) => announced.push(String(data.eventId))));

const announceAll = async () => {
  for (;;) {
    const { announced: count, isFull } = await announceEvents(inngest, database.deps);
    if (count === 0) return { isFull };
  }
};

it("Inngest gets 2,000 events of an import at most, in turns by tenant, and more after those are dispatched", async () => {
  const { deps } = database;
  const [importing, other] = [await database.addTenant(), await database.addTenant()];
  const accept = (tenantId: string, count: number) =>
    acceptEvents(
      deps,
      Array.from({ length: count }, (_, n) => ({
        tenantId,
        externalId: null,
        event: "appointment.created",
        data: { appointmentId: `apt_${n}` },
        timestamp: null,
      })),
    );
  for (const count of [1_000, 1_000, 500]) await accept(importing.tenantId, count);
  expect(await announceAll()).toEqual({ isFull: true });
  expect(announced).toHaveLength(2_000);

  const [late] = await accept(other.tenantId, 1);
  expect(await announceAll()).toEqual({ isFull: true });
  await fanOut(deps, announced.slice(0, 150));
  expect(await announceAll()).toEqual({ isFull: true });
  expect(announced).toHaveLength(2_150);
  expect(announced).toContain(late?.id);

  await fanOut(deps, announced);
  expect(await announceAll()).toEqual({ isFull: false });
  expect(new Set(announced).size).toBe(2_501);
});

it("an outage of Inngest counts no announcement, and delays no event after the outage", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const eventId = await addEvent(deps, actor, { isDispatched: false });
  const webhook = await addWebhook(deps, actor);
  const [due] = await addDueDeliveries(deps, actor, webhook, 1);
  const deliveryId = due?.deliveryId ?? "";
  await deps.sql("UPDATE webhook_delivery SET due_at = due_at - interval '1 minute' WHERE id = $1", [deliveryId]);
  const away = createEmbeddedInngest(() => Promise.reject(new Error("connect ECONNREFUSED")));
  for (let n = 0; n < 3; n++) {
    await expect(announceEvents(away, deps)).rejects.toThrow();
    await expect(announceDeliveries(away, deps)).rejects.toThrow();
    const rows = await deps.sql<{ isSoon: boolean }>(
      "UPDATE webhook_outbox SET due_at = now() WHERE event_id = $1 AND due_at <= now() + interval '5 seconds' RETURNING generation",
      [eventId],
    );
    expect(rows).toEqual([{ generation: 0 }]);
  }
  const back: string[] = [];
  const inngest = createEmbeddedInngest(
    answerEventApi(({ data }) => back.push(...[data.eventId, data.deliveryId].filter((id) => id).map(String))),
  );
  await announceEvents(inngest, deps);
  await announceDeliveries(inngest, deps);
  expect(back).toEqual([eventId, deliveryId]);
});
