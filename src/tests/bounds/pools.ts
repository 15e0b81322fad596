import { expect } from "vitest";
import type { Actor } from "#domain/context.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { answerEventIntake } from "#inngest/event-intake.ts";
import { createFunctions } from "#inngest/functions/index.ts";
import { eraseRoute } from "#rest/audit-routes.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { listWebhooksRoute } from "#rest/webhook-routes.ts";
import { readsOfErasure, readsOfRecovery } from "#tests/bounds/bytes-of-statements.ts";
import { holdConnections } from "#tests/bounds/hold-connections.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { testDatabase } from "#tests/database.ts";
import { apiRequest } from "#tests/rest/api-request.ts";
import { addKey, callRoute } from "#tests/rest/call-route.ts";
import { expectProblem, testApi } from "#tests/rest/test-api.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";
import { sessionOf } from "#tests/session-of.ts";
import { createCallerFactory } from "#trpc/init.ts";
import { appRouter } from "#trpc/routers/_app.ts";

const MIB = 1024 * 1024;
const PATIENT = { timeout: 10_000 };
const EVENT_BYTES_MAX = MIB / 4;

export const poolsProbes: Probes = {
  "connections of a web process that one tenant takes": async () => {
    const api = await testApi();
    const { deps } = api.database;
    const held = await holdConnections(api.database, await api.database.addTenant());
    expect((await api.call(listWebhooksRoute)).status).toBe(200);
    const refused = await api.call(listWebhooksRoute, { key: await addKey(deps, held.actor) });
    expectProblem(refused, 503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await held.release()).toBe(15);
    await api.close();
  },

  "events of small requests that share a commit": async () => {
    const database = await testDatabase();
    const { deps } = database;
    const { tenantId } = await database.addTenant();
    const release = Promise.withResolvers<void>();
    const sizes: number[] = [];
    const storeShared = shareCommits({
      ...deps,
      sql: async (text, values = []) => {
        if (text.includes("WITH given AS")) sizes.push((values[0] as string[]).length);
        await release.promise;
        return deps.sql(text, values);
      },
    });
    const data = { tenantId, appointmentId: "abc123", notes: "x".repeat(60_000) };
    const body = JSON.stringify({ name: "appointment.created", data });
    const post = () =>
      answerEventIntake({ ...deps, storeShared }, apiRequest("POST", "/e/evk", { body }), {
        givenKey: "evk",
        eventKeys: ["evk"],
      });
    const posted = Array.from({ length: 290 }, post);
    const refused = await Promise.race(posted);
    expect([refused.status, refused.headers["Retry-After"]]).toEqual([503, "2"]);
    release.resolve();
    const statuses = (await Promise.all(posted)).map(({ status }) => status);
    expect([200, 503].map((status) => statuses.filter((one) => one === status).length)).toEqual([279, 11]);
    expect(Math.max(...sizes)).toBe(17);
    await database.close();
  },

  "recoveries of one tenant that go on at once": async () => {
    const database = await testDatabase();
    const { deps } = database;
    const [large, small] = [await database.addTenant(), await database.addTenant()];
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const tenantOf = new Map<string, string>();
    for (const actor of [...Array(7).fill(large), small]) {
      const { id } = await addWebhook(deps, actor);
      await addDelivery(deps, actor, id, { status: "failed" });
      const recovery = await startRecovery(deps, actor, { id, since, status: ["failed"], includeMissing: false });
      tenantOf.set(recovery.id, actor.tenantId);
    }
    const begun = new Set<string>();
    const begunOf = ({ tenantId }: Actor) => [...begun].filter((id) => tenantOf.get(id) === tenantId).length;
    const goOn = Promise.withResolvers<void>();
    const holding = async <Row extends object>(text: string, values?: readonly unknown[]) => {
      if (text.includes("FROM webhook_recovery r JOIN webhook_subscription s")) {
        begun.add(String(values?.[0]));
        await goOn.promise;
      }
      return deps.sql<Row>(text, values);
    };
    const own = { ...deps, sql: holding };
    const runner = startRunner(own, (inngest) => createFunctions(inngest, own), createWorkSources(own));
    await expect.poll(() => begunOf(small), PATIENT).toBe(1);
    expect(begunOf(large)).toBe(5);
    goOn.resolve();
    await expect.poll(() => begunOf(large), PATIENT).toBe(7);
    await runner.stop();
    await database.close();
  },

  "erasures, also those that only count": async () => {
    const api = await testApi();
    const body = { customerId: "cus_1", dryRun: true };
    for (let i = 0; i < 10; i++) expect((await api.call(eraseRoute, { body })).status).toBe(200);
    const refused = await api.call(eraseRoute, { body: { customerId: "cus_1" } });
    expectProblem(refused, 429);
    expect(refused.headers.get("retry-after")).toBe(refused.headers.get("ratelimit-reset"));
    await api.close();
  },

  "sandbox events of the dashboard": async () => {
    const api = await testApi();
    const { deps } = api.database;
    const caller = createCallerFactory(appRouter)({
      deps,
      session: sessionOf(api.actor),
      subscribeTenant: () => () => {},
    });
    const emit = () =>
      caller.events.emitSandbox({ event: "appointment.created", data: { appointmentId: crypto.randomUUID() } });
    for (let i = 0; i < 60; i++) expect(await emit()).toMatchObject({ id: expect.stringMatching(/^evt_/) });
    await expect(emit()).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    expect(await deps.db.webhookEvent.count({ where: { mode: "test" } })).toBe(60);
    await api.close();
  },

  "invitations, new links included": async () => {
    const api = await testApi();
    const { deps } = api.database;
    const { members } = createCallerFactory(appRouter)({
      deps,
      session: sessionOf(api.actor),
      subscribeTenant: () => () => {},
    });
    const invite = () => members.invite({ email: "mia@salon.example", role: "viewer" });
    for (let i = 0; i < 19; i++) await invite();
    const { id } = await invite();
    for (const call of [invite, () => members.renewInvite({ id })])
      await expect(call()).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    await api.close();
  },

  "erasures at once": async () => {
    const api = await testApi();
    const { deps } = api.database;
    const { tenantId } = api.actor;
    const giveBack = await api.database
      .asWorker("wrk_other")
      .limits.takeTurn({ name: "erase", tenantId, secondsMax: 60 });
    const refused = await api.call(eraseRoute, { body: { customerId: "cus_1" } });
    expectProblem(refused, 429);
    expect(refused.headers.get("retry-after")).toBe("5");
    const others = await addKey(deps, await api.database.addTenant());
    expect((await api.call(eraseRoute, { key: others, body: { customerId: "cus_1" } })).status).toBe(200);
    await giveBack();
    expect((await api.call(eraseRoute, { body: { customerId: "cus_1" } })).status).toBe(200);
    await api.close();
  },

  "payloads read by one statement of an erasure": async () => {
    const { found, mostBytes } = await readsOfErasure({ payloads: 20, bytes: EVENT_BYTES_MAX });
    expect(found).toBe(20);
    expect(mostBytes).toBeLessThan(MIB + 2 * EVENT_BYTES_MAX);
  },

  "payloads read by one statement of a recovery": async () => {
    const { found, mostBytes } = await readsOfRecovery({ payloads: 20, bytes: EVENT_BYTES_MAX });
    expect(found).toBe(20);
    expect(mostBytes).toBeLessThan(MIB + 2 * EVENT_BYTES_MAX);
  },

  "bytes of a tenant's events": async () => {
    const api = await testApi();
    const event = { event: "appointment.created", data: { appointmentId: "abc123", notes: "x".repeat(240 * 1024) } };
    const body = JSON.stringify(Array(40).fill(event));
    const { tenantId } = api.actor;
    await api.database.deps.limits.takeBytes(new Map([[tenantId, 20 * MIB]]));
    const refused = await api.call(sendEventsRoute, { body });
    expectProblem(refused, 429);
    expect(refused.body.detail).toContain(`for tenant "${tenantId}"`);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const key = await addKey(api.database.deps, await api.database.addTenant());
    expect((await api.call(sendEventsRoute, { key, body })).status).toBe(202);
    await api.close();
  },

  "bytes kept of a tenant": async () => {
    const { deps, addTenant, close } = await testDatabase({ TENANT_STORAGE_MB: "1" });
    const [full, other] = [await addTenant(), await addTenant()];
    const data = { appointmentId: "abc123", notes: "x".repeat(200 * 1024) };
    const [ownKey, otherKey] = [await addKey(deps, full), await addKey(deps, other)];
    const send = (key: string) =>
      callRoute(deps, sendEventsRoute, { key, body: { event: "appointment.created", data } });
    // No measurement runs in between: bytes accepted by this process count at once.
    for (let sent = 0; sent < 6; sent++) expect((await send(ownKey)).status).toBe(202);
    const refused = await send(ownKey);
    expectProblem(refused, 429);
    expect(refused.headers.get("retry-after")).toBe("3600");
    expect((await send(otherKey)).status).toBe(202);

    const ofBoth = [full, other].map(({ tenantId }) => ({ name: "appointment.created", data: { ...data, tenantId } }));
    const request = apiRequest("POST", "/e/key", { body: JSON.stringify(ofBoth) });
    const answer = await answerEventIntake(deps, request, { givenKey: "key", eventKeys: ["key"] });
    expect(answer.status).toBe(200);
    const rejected = await deps.db.webhookEvent.findMany({
      where: { status: "rejected" },
      include: { payloads: true },
    });
    expect(rejected).toMatchObject([{ tenantId: full.tenantId, rejectedReason: "storage_full", payloads: [] }]);
    await close();
  },
};
