import { callTRPCProcedure, TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Deps } from "#domain/context.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { webhookBody } from "#tests/rest/test-api.ts";
import { sessionOf } from "#tests/session-of.ts";
import { DEFENCES, dumpTenant, type Ids, type TwoTenants, twoTenants } from "#tests/tenants-apart/two-tenants.ts";
import { appRouter } from "#trpc/routers/_app.ts";

type Inputs = (ids: Ids) => object[];

const since = "2020-01-01T00:00:00.000Z";
const webhook: Inputs = ({ webhookId: id }) => [{ id }];

/** Inputs of procedures about one thing. Another tenant gets not_found. */
const ABOUT_ONE: Record<string, Inputs> = {
  "webhooks.get": webhook,
  "webhooks.update": ({ webhookId: id }) => [
    { id, changes: { active: false } },
    { id, changes: { description: "x" } },
  ],
  "webhooks.delete": webhook,
  "webhooks.revealSecret": webhook,
  "webhooks.rotateSecret": ({ webhookId: id }) => [{ id, overlapHours: 0 }],
  "webhooks.endPreviousSecret": webhook,
  "webhooks.health": webhook,
  "webhooks.healthHistory": webhook,
  "webhooks.tryNow": webhook,
  "webhooks.cancelWaiting": webhook,
  "webhooks.upcoming": webhook,
  "webhooks.missed": webhook,
  "webhooks.versionPreview": webhook,
  "webhooks.sendTest": webhook,
  "deliveries.get": ({ deliveryId: id }) => [{ id }],
  "deliveries.resend": ({ deliveryId: id }) => [{ id }],
  "deliveries.plan": ({ deliveryId: id }) => [{ id }],
  "recoveries.preview": ({ webhookId: id }) => [{ id, since, includeMissing: true }],
  "recoveries.start": ({ webhookId: id }) => [{ id, since, includeMissing: true }],
  "recoveries.latest": webhook,
  "recoveries.cancel": ({ webhookId: id, recoveryId }) => [{ id, recoveryId }],
  "events.get": ({ eventId: id }) => [{ id }],
  "apiKeys.revoke": ({ keyId: id }) => [{ id }],
  "events.cancel": ({ eventId: id }) => [{ id }],
  "erase.preview": ({ eventId }) => [{ eventId }],
  "erase.start": ({ eventId }) => [{ eventId }],
  "members.renewInvite": ({ inviteId: id }) => [{ id }],
  "members.revokeInvite": ({ inviteId: id }) => [{ id }],
  "members.setRole": ({ memberId: id }) => [{ id, role: "admin" }],
  "members.remove": ({ memberId: id }) => [{ id }],
};

/** Lists, with every filter that can name a thing. Another tenant gets an empty list. */
const LISTS: Record<string, Inputs> = {
  "webhooks.list": () => [{}],
  "deliveries.list": ({ webhookId, eventId, deliveryId }) => [
    {},
    { webhookId: [webhookId] },
    { eventId },
    ...[deliveryId, eventId, "bk_1", "abc123"].map((q) => ({ q })),
  ],
  "deliveries.log": ({ webhookId, deliveryId }) => [{}, { webhookId: [webhookId] }, { q: deliveryId }],
  "events.list": ({ eventId }) => [{}, ...[eventId, "bk_1", "abc123"].map((q) => ({ q }))],
  "events.log": ({ eventId }) => [{}, { q: eventId }, { test: false }],
  "apiKeys.list": () => [{}],
  "members.list": () => [{}],
  "members.invites": () => [],
  "audit.list": ({ webhookId }) => [{}, { targetId: webhookId }],
};

/** Procedures about several things, with an answer for each. */
const ABOUT_SEVERAL: Record<string, Inputs> = {
  "deliveries.resendMany": ({ deliveryId }) => [{ ids: [deliveryId] }],
  "deliveries.cancelMany": ({ deliveryId }) => [{ ids: [deliveryId] }],
};

/** Figures, with every filter that can name a thing. Another tenant gets none. */
const FIGURES: Record<string, Inputs> = {
  "stats.series": ({ webhookId }) => [{ by: "webhook" }, { webhookId: [webhookId] }],
  "stats.totals": ({ webhookId }) => [TODAY, { ...TODAY, webhookId }],
  "stats.byWebhook": () => [{ ...TODAY, step: "hour" }],
  "stats.causes": ({ webhookId }) => [TODAY, { ...TODAY, webhookId }],
};
const TODAY = {
  since: new Date(Date.now() - 3_600_000).toISOString(),
  until: new Date(Date.now() + 3_600_000).toISOString(),
};

/** Other procedures: they take no id, and change nothing of another tenant. */
const OTHERS: Record<string, Inputs> = {
  "webhooks.checkUrl": () => [{ url: "https://example.com/hook" }],
  "webhooks.create": () => [webhookBody()],
  "events.about": () => [{ resourceId: "abc123" }],
  "webhooks.lastResponses": () => [{}],
  "webhooks.undelivered": () => [{}],
  "deliveries.outcomes": ({ eventId }) => [{ eventIds: [eventId] }],
  "events.emitSandbox": () => [{ event: "appointment.created", data: { appointmentId: "abc123" } }],
  "eventTypes.list": () => [],
  "apiKeys.create": () => [{ name: "x", scopes: ["events:read"] }],
  "deliveries.neighbours": ({ deliveryId: id }) => [{ id }],
  "search.find": ({ webhookId, eventId, deliveryId }) =>
    [webhookId, eventId, deliveryId, "bk_1", "abc123"].map((q) => ({ q })),
  "members.invite": () => [{ email: "ada@salon.example", role: "viewer" }],
  "storage.get": () => [],
  "webhooks.isSendingPaused": () => [],
  "storage.keptTimes": () => [],
  "live.changes": () => [],
  "account.personMark": () => [],
  "account.get": () => [],
  "account.sessions": () => [],
  "account.endSession": ({ keyId: id }) => [{ id }],
  "account.endOtherSessions": () => [],
  "account.emails": () => [],
  "account.setEmail": () => [{ kind: "webhook.failing", wanted: false }],
};

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

/** Calls a procedure as a signed-in person, and reads a stream to its end. */
const call = async (deps: Deps, { tenantId }: Actor, path: string, input: object): Promise<unknown> => {
  const result: unknown = await callTRPCProcedure({
    router: appRouter,
    path,
    getRawInput: async () => input,
    ctx: {
      deps,
      session: sessionOf({ tenantId }),
      subscribeTenant: (id: string) => {
        listened.push(id);
        return () => {};
      },
    },
    type: Reflect.get(appRouter._def.procedures, path)._def.type,
    signal: AbortSignal.abort(),
    batchIndex: 0,
  });
  return typeof result === "object" && result && Symbol.asyncIterator in result
    ? Array.fromAsync(result as AsyncIterable<unknown>)
    : result;
};

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
