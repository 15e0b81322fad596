import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { findNeighbours } from "#domain/deliveries/find-neighbours.ts";
import type { NeighboursInput } from "#domain/deliveries/neighbours.schema.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { query } from "#tests/processes/query.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

const DIGITS = `FM${"0".repeat(26)}`;

let database: TestDatabase;
let actor: Actor;
let ids: string[];
let others: string[];

beforeAll(async () => {
  database = await testDatabase();
  const { deps } = database;
  actor = await database.addTenant();
  const stranger = await database.addTenant();
  const webhook = await addWebhook(deps, actor);
  const foreign = await addWebhook(deps, stranger);
  ids = [];
  others = [];
  for (const status of ["failed", "delivered", "failed", "retrying", "delivered", "failed"]) {
    ids.push(await addDelivery(deps, actor, webhook.id, { status }));
    others.push(await addDelivery(deps, stranger, foreign.id, { status }));
  }
});
afterAll(() => database.close());

const around = (id: string | undefined, filters: Partial<NeighboursInput> = {}) =>
  findNeighbours(database.deps, actor, { id: id ?? "", ...filters });

it("walks through all deliveries, one by one, and stops at both ends", async () => {
  for (const [place, id] of ids.entries())
    expect(await around(id)).toEqual({ older: ids[place - 1] ?? null, newer: ids[place + 1] ?? null });
});

it("keeps to the filter, also from a delivery that no longer matches it", async () => {
  expect(await around(ids[2], { status: ["failed"] })).toEqual({ older: ids[0], newer: ids[5] });
  expect(await around(ids[3], { status: ["failed"] })).toEqual({ older: ids[2], newer: ids[5] });
  expect(await around(ids[2], { status: ["failed", "retrying"] })).toEqual({ older: ids[0], newer: ids[3] });
});

it("never leads to another tenant's delivery, also from one", async () => {
  expect(await around(others[2])).toEqual({ older: ids[2], newer: ids[3] });
});

it("goes on behind more rows that do not match than one page walks past", async () => {
  const { deps } = database;
  const far = await database.addTenant();
  const webhook = await addWebhook(deps, far);
  const add = (from: number, to: number, event: string) =>
    query(
      database.url,
      `INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
       SELECT 'evt_' || to_char(n, '${DIGITS}'), '${far.tenantId}', '${event}', now() FROM generate_series(${from}, ${to}) n`,
      `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status)
       SELECT 'dlv_' || to_char(n, '${DIGITS}'), '${far.tenantId}', '${webhook.id}', 'evt_' || to_char(n, '${DIGITS}'), '${event}', 'failed'
       FROM generate_series(${from}, ${to}) n`,
    );
  // More events than are read by their ids on both sides, so that the list walks.
  await add(1, 2_100, "payment.failed");
  await add(2_101, 54_100, "appointment.updated");
  await add(54_101, 56_200, "payment.failed");
  const idOf = (n: number) => `dlv_${String(n).padStart(26, "0")}`;
  const asked = { event: ["payment.failed"] };
  expect(await findNeighbours(deps, far, { ...asked, id: idOf(54_101) })).toEqual({
    older: idOf(2_100),
    newer: idOf(54_102),
  });
  expect(await findNeighbours(deps, far, { ...asked, id: idOf(2_100) })).toEqual({
    older: idOf(2_099),
    newer: idOf(54_101),
  });
  expect(await findNeighbours(deps, far, { ...asked, id: idOf(1) })).toEqual({ older: null, newer: idOf(2) });
}, 60_000);
