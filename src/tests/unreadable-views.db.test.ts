import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { LogFields } from "#domain/context.ts";
import { previewVersion } from "#domain/deliveries/preview-version.ts";
import { resendDeliveries } from "#domain/deliveries/resend-deliveries.ts";
import { getEventAsSent } from "#domain/events/get-event.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { planDelivery } from "#engine/retry/plan-delivery.ts";
import { startEmbedded } from "#inngest/embedded/start-embedded.ts";
import { exportDeliveriesRoute, getDeliveryRoute, resendDeliveryRoute } from "#rest/delivery-routes.ts";
import { getEventRoute } from "#rest/event-routes.ts";
import { routes } from "#rest/routes.ts";
import { testWebhookRoute } from "#rest/webhook-routes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { type Call, callRoute } from "#tests/rest/call-route.ts";
import { expectProblem, webhookBody } from "#tests/rest/test-api.ts";
import { acceptOne, addWebhook } from "#tests/seed-deliveries.ts";
import {
  ABOUT_ONE,
  ABOUT_SEVERAL,
  callProcedure,
  FIGURES,
  LISTS,
  OTHERS,
} from "#tests/tenants-apart/procedure-inputs.ts";
import { type TwoTenants, twoTenants } from "#tests/tenants-apart/two-tenants.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let receiver: Receiver;
let deps: EngineDeps;
/** Log lines about unreadable bodies. */
let logged: { eventId: unknown; why: unknown; message: string }[];

beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
  const error = ({ eventId, why }: LogFields, message: string) => void logged.push({ eventId, why, message });
  const quiet = () => {};
  deps = { ...database.deps, log: { debug: quiet, info: quiet, warn: quiet, error } };
});
beforeEach(() => {
  logged = [];
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

/** Changes a bit of the checksum, or sets it back. */
const damage = (eventId: string) =>
  deps.sql("UPDATE webhook_payload SET packed = set_byte(packed, 4, get_byte(packed, 4) # 1) WHERE event_id = $1", [
    eventId,
  ]);

/** Adds a tenant with a failed delivery whose event is unreadable. */
const damaged = async () => {
  const { owner, ids, ownerKey } = await twoTenants(database, `${receiver.url}/${crypto.randomUUID()}`);
  await damage(ids.eventId);
  const call = (route: Parameters<typeof callRoute>[1], given: Call = {}) =>
    callRoute(deps, route, { key: ownerKey, ...given });
  return { owner, ids, call };
};

it("a single event or delivery is shown without its body, and says so", async () => {
  const { owner, ids, call } = await damaged();
  const [event, delivery] = [
    await call(getEventRoute, { id: ids.eventId }),
    await call(getDeliveryRoute, { id: ids.deliveryId }),
  ];
  expect([event, delivery]).toMatchObject([
    { status: 200, body: { id: ids.eventId, externalId: "bk_1", payload: null, bodyUnreadable: true } },
    {
      status: 200,
      body: { id: ids.deliveryId, body: null, bodyUnreadable: true, erasedAt: null, attempts: [{ number: 1 }] },
    },
  ]);
  expect(await getEventAsSent(deps, owner, { id: ids.eventId })).toMatchObject({ payloadText: null });
  // The event's second view is not logged again.
  expect(logged.map(({ eventId, why }) => ({ eventId, why }))).toEqual(
    Array.from({ length: 2 }, () => ({ eventId: ids.eventId, why: "its bytes are damaged" })),
  );
  await damage(ids.eventId);
  expect((await call(getEventRoute, { id: ids.eventId })).body).toMatchObject({
    payload: { id: ids.eventId },
    bodyUnreadable: false,
  });
  await deps.sql("DELETE FROM webhook_payload WHERE event_id = $1", [ids.eventId]);
  expect((await call(getDeliveryRoute, { id: ids.deliveryId })).body).toMatchObject({
    body: null,
    bodyUnreadable: false,
  });
});

it("a resend and a test with its data are refused, and send nothing; a test with data of its own goes out", async () => {
  const { owner, ids, call } = await damaged();
  const before = receiver.requests.length;
  const resent = await call(resendDeliveryRoute, { id: ids.deliveryId });
  expectProblem(resent, 409);
  expect(resent.body).toMatchObject({ code: "payload_unreadable", detail: expect.stringContaining("cannot be read") });
  expect(await planDelivery(deps, owner, { id: ids.deliveryId })).toMatchObject({ resendRefusal: "unreadable" });
  expect((await resendDeliveries(deps, owner, { ids: [ids.deliveryId] })).results).toEqual([
    { id: ids.deliveryId, refused: "unreadable" },
  ]);
  const test = (body: object) => call(testWebhookRoute, { id: ids.webhookId, body });
  const refused = await test({ eventId: ids.eventId });
  expectProblem(refused, 409);
  expect(refused.body.code).toBe("payload_unreadable");
  expect(receiver.requests).toHaveLength(before);
  expect((await test({ eventId: ids.eventId, data: { appointmentId: "own" } })).body).toMatchObject({ ok: true });
  await damage(ids.eventId);
  expect((await call(resendDeliveryRoute, { id: ids.deliveryId })).status).toBe(202);
});

it("a delivery with bytes of its own is shown and sent as before", async () => {
  const owner = await database.addTenant();
  const own = { apiVersion: "2026-11-01", url: `${receiver.url}/${crypto.randomUUID()}` } as const;
  const { id: webhookId } = await addWebhook(deps, owner, own);
  const engine = startEmbedded(deps);
  try {
    const eventId = await acceptOne(deps, owner);
    const ended = (attempts: number) =>
      until(`attempt ${attempts} has ended`, () =>
        deps.db.webhookDelivery.findFirst({
          where: { tenantId: owner.tenantId, attempts, leaseToken: null, deliveredAt: { not: null } },
        }),
      );
    const { id } = await ended(1);
    await damage(eventId);
    const answer = await callProcedure(deps, owner, { path: "deliveries.get", input: { id } });
    const [first] = receiver.requests.filter(({ path }) => own.url.endsWith(path));
    expect(answer).toMatchObject({ body: String(first?.body), bodyUnreadable: false });
    expect(await resendDeliveries(deps, owner, { ids: [id] })).toEqual({ results: [{ id, refused: null }] });
    expect((await ended(2)).status).toBe("delivered");
    const sent = receiver.requests.filter(({ path }) => own.url.endsWith(path));
    expect(sent.map(({ body }) => String(body))).toEqual([String(first?.body), String(first?.body)]);
    // The preview of an upgrade passes over the event, and takes a sample.
    expect(await previewVersion(deps, owner, { id: webhookId })).toMatchObject({ example: { eventId: null } });
    await updateWebhook(deps, owner, { id: webhookId, changes: { redact: ["customer.email"] } });
    expect(await callProcedure(deps, owner, { path: "deliveries.get", input: { id } })).toMatchObject({
      body: null,
      bodyUnreadable: true,
    });
  } finally {
    await engine.stop();
    await deps.inFlight.whenIdle();
  }
});

it("its delivery stands in the export and in the figures", async () => {
  const { owner, ids, call } = await damaged();
  const { status, body } = await call(exportDeliveriesRoute);
  expect(status).toBe(200);
  expect(body).toContain(`\n${ids.deliveryId},`);
  await followFigures(deps);
  const [input = {}] = FIGURES["stats.totals"]?.(ids) ?? [];
  expect(await callProcedure(deps, owner, { path: "stats.totals", input })).toMatchObject({
    deliveries: { failed: 1 },
  });
});

/** Calls that end a thing come last. */
const lastOf = (name: string) => (/delete|erase|remove|revoke/i.test(name) ? 1 : 0);

it("no route answers with a fault of ours", async () => {
  const { ids, call } = await damaged();
  const idOf = (path: string) =>
    path.includes("/deliveries/{id}") ? ids.deliveryId : path.includes("/events/{id}") ? ids.eventId : ids.webhookId;
  const bodies: Record<string, unknown> = {
    createWebhook: webhookBody(),
    updateWebhook: { redact: ["customer.email"] },
    recoverWebhook: { since: "2020-01-01T00:00:00Z", includeMissing: true },
    testWebhook: { eventId: ids.eventId },
    sendEvents: { event: "appointment.created", data: { appointmentId: "abc123" } },
    erase: { eventId: ids.eventId },
  };
  for (const route of routes.toSorted((a, b) => lastOf(a.operationId) - lastOf(b.operationId))) {
    const body = bodies[route.operationId];
    const query = route.operationId === "listEvents" ? "?q=abc123" : "";
    const id = route.path.includes("{id}") ? { id: idOf(route.path) } : {};
    const answer = await call(route, { ...id, rid: ids.recoveryId, query, body });
    expect(answer.status, `${route.operationId} ${JSON.stringify(answer.body)}`).toBeLessThan(500);
  }
});

it("no procedure of the dashboard answers with a fault of ours", async () => {
  const { owner, ids } = (await damaged()) satisfies Pick<TwoTenants, "owner" | "ids">;
  const lists = [LISTS, FIGURES, ABOUT_SEVERAL, OTHERS, ABOUT_ONE];
  const all = lists.flatMap((one) => Object.entries(one));
  for (const [path, inputs] of all.toSorted(([a], [b]) => lastOf(a) - lastOf(b)))
    for (const input of inputs(ids)) {
      const failed = await callProcedure(deps, owner, { path, input }).then(
        () => null,
        (error: unknown) => (error instanceof TRPCError ? error : expect.fail(`${path}: ${error}`)),
      );
      expect(failed?.code, `${path} ${failed?.cause}`).not.toBe("INTERNAL_SERVER_ERROR");
    }
});
