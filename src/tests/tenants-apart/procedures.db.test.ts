import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Deps } from "#domain/context.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import {
  ABOUT_ONE,
  ABOUT_SEVERAL,
  callProcedure,
  FIGURES,
  LISTS,
  OTHERS,
} from "#tests/tenants-apart/procedure-inputs.ts";
import { DEFENCES, dumpTenant, type Ids, type TwoTenants, twoTenants } from "#tests/tenants-apart/two-tenants.ts";
import { appRouter } from "#trpc/routers/_app.ts";

let database: TestDatabase;
let receiver: Receiver;
let listened: string[];
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const call = (deps: Deps, actor: Actor, path: string, input: object) =>
  callProcedure(deps, actor, { path, input, onListen: (id) => void listened.push(id) });

const refusal = (called: Promise<unknown>) =>
  called.then(
    (result) => expect.fail(`answered ${JSON.stringify(result)}`),
    (error: unknown) => (error instanceof TRPCError ? error.code : error),
  );

it("every procedure has an entry in one of the lists", () => {
  const placed = [ABOUT_ONE, ABOUT_SEVERAL, LISTS, FIGURES, OTHERS].flatMap((one) => Object.keys(one));
  expect(placed.sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
});

describe.each(Object.entries(DEFENCES))("another tenant is kept out by %s", (_, defence) => {
  const attack = async (act: (both: TwoTenants, deps: Deps, actor: Actor) => Promise<void>) => {
    const both = await twoTenants(database, `${receiver.url}/${crypto.randomUUID()}`);
    const before = await dumpTenant(database.deps, both.owner);
    const requests = receiver.requests.length;
    listened = [];
    await act(both, defence.deps(database.deps, both), both[defence.actor]);
    expect(await dumpTenant(database.deps, both.owner)).toEqual(before);
    expect(receiver.requests).toHaveLength(requests);
    return both;
  };

  it.each(Object.entries(ABOUT_ONE))("%s: not found, and nothing changes", async (path, inputs) => {
    const { owner, ids } = await attack(async (both, deps, actor) => {
      for (const input of inputs(both.ids)) expect(await refusal(call(deps, actor, path, input))).toBe("NOT_FOUND");
    });
    // The owner succeeds with the same inputs, so the inputs are valid.
    for (const input of inputs(ids))
      expect(await call(database.deps, owner, path, input).catch((error) => error.code)).not.toBe("NOT_FOUND");
  });

  it.each(Object.entries(ABOUT_SEVERAL))("%s: not found for each, and nothing changes", async (path, inputs) => {
    const refusedOf = async (deps: Deps, actor: Actor, ids: Ids) =>
      Promise.all(inputs(ids).map((input) => call(deps, actor, path, input)));
    const { owner, ids } = await attack(async (both, deps, actor) => {
      for (const answer of await refusedOf(deps, actor, both.ids))
        expect(answer).toEqual({ results: [{ id: both.ids.deliveryId, refused: "not_found" }] });
    });
    for (const answer of await refusedOf(database.deps, owner, ids))
      expect(JSON.stringify(answer)).not.toContain("not_found");
  });

  it.each(Object.entries(LISTS))("%s: empty for every filter", async (path, inputs) => {
    const { owner, ids } = await attack(async (both, deps, actor) => {
      for (const input of inputs(both.ids))
        expect(await call(deps, actor, path, input)).toEqual({ data: [], nextCursor: null });
    });
    for (const input of inputs(ids))
      expect(await call(database.deps, owner, path, input)).toMatchObject({
        data: expect.arrayContaining([expect.anything()]),
      });
  });

  it.each(Object.entries(FIGURES))("%s: nothing is counted", async (path, inputs) => {
    const { owner, ids } = await attack(async (both, deps, actor) => {
      for (const input of inputs(both.ids)) {
        const text = JSON.stringify(await call(deps, actor, path, input));
        expect(text).not.toMatch(/:[1-9]/);
        expect(text).not.toContain(both.ids.webhookId);
      }
    });
    for (const input of inputs(ids))
      expect(JSON.stringify(await call(database.deps, owner, path, input))).toMatch(/:[1-9]/);
  });

  it.each(Object.entries(OTHERS))("%s: changes nothing of it", async (path, inputs) => {
    await attack(async ({ ids, stranger }, deps, actor) => {
      for (const input of [...inputs(ids), {}]) {
        const answer = await call(deps, actor, path, input).catch(() => null);
        for (const id of Object.values(ids)) expect(JSON.stringify(answer)).not.toContain(id);
      }
      if (actor === stranger) expect(listened.filter((id) => id !== stranger.tenantId)).toEqual([]);
    });
  });
});
