import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { findNeighbours } from "#domain/deliveries/find-neighbours.ts";
import type { NeighboursInput } from "#domain/deliveries/neighbours.schema.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

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
