import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { listOutcomes } from "#domain/deliveries/list-outcomes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { acceptOne, addAttempts, addEvent, addWebhook, fanOutOne } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  actor = await database.addTenant();
});
afterAll(() => database.close());

const outcomesOf = (...eventIds: string[]) => listOutcomes(database.deps, actor, { eventIds });

it("shows an event before and after its fan-out, with the deliveries of derived events", async () => {
  const { deps } = database;
  const waiting = await acceptOne(deps, actor);
  expect(await outcomesOf(waiting)).toEqual([
    { eventId: waiting, sourceEventId: null, event: "appointment.created", isDispatched: false, deliveries: [] },
  ]);

  const events = ["appointment.created", "appointment.changed"];
  const webhook = await addWebhook(deps, actor, { events });
  const { eventId } = await fanOutOne(deps, actor);
  const shown = await outcomesOf(eventId);
  expect(shown.map(({ event }) => event)).toEqual(events);
  for (const event of events)
    expect(shown).toContainEqual({
      eventId: event === "appointment.created" ? eventId : expect.any(String),
      sourceEventId: event === "appointment.created" ? null : eventId,
      event,
      isDispatched: true,
      deliveries: [expect.objectContaining({ webhookId: webhook.id, httpStatus: null, durationMs: null })],
    });
});

it("shows the newest attempt of a delivery", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  await addWebhook(deps, actor);
  const { eventId, first } = await fanOutOne(deps, actor);
  await addAttempts(deps, first.deliveryId, 3, "automatic");
  await deps.sql(
    "UPDATE webhook_attempt SET response_status = 500 + number, duration_ms = number WHERE delivery_id = $1",
    [first.deliveryId],
  );
  const [own] = await listOutcomes(deps, actor, { eventIds: [eventId] });
  const [newest] = await deps.sql<{ number: number }>(
    "SELECT max(number)::int AS number FROM webhook_attempt WHERE delivery_id = $1",
    [first.deliveryId],
  );
  const number = newest?.number ?? 0;
  expect(own?.deliveries.find(({ deliveryId }) => deliveryId === first.deliveryId)).toMatchObject({
    httpStatus: 500 + number,
    durationMs: number,
  });
});

it("leaves out unknown events and those of another tenant", async () => {
  const stranger = await database.addTenant();
  const theirs = await addEvent(database.deps, stranger);
  expect(await outcomesOf(theirs, "evt_unknown")).toEqual([]);
});
