import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { cancelDeliveries } from "#domain/deliveries/cancel-deliveries.ts";
import { listLog } from "#domain/deliveries/list-log.ts";
import { resendDeliveries } from "#domain/deliveries/resend-deliveries.ts";
import type { Prisma } from "#generated/prisma/client.ts";
import {
  cancelDeliveryRoute,
  exportDeliveriesRoute,
  exportWebhookDeliveriesRoute,
  getDeliveryRoute,
  listDeliveriesRoute,
  resendDeliveryRoute,
} from "#rest/delivery-routes.ts";
import { getEventRoute, listEventsRoute } from "#rest/event-routes.ts";
import type { Route } from "#rest/route.ts";
import { listWebhookDeliveriesRoute } from "#rest/webhook-routes.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { expectProblem, type TestApi, testApi } from "#tests/rest/test-api.ts";
import { addAttempts, addDelivery, addWebhook, fanOutOne } from "#tests/seed-deliveries.ts";

let api: TestApi;
let actor: Actor;
let key: string;
let webhookId: string;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  actor = await api.database.addTenant();
  key = await addKey(api.database.deps, actor);
  ({ id: webhookId } = await addWebhook(api.database.deps, actor));
});

const add = (data: Partial<Prisma.WebhookDeliveryUncheckedCreateInput> = {}) =>
  addDelivery(api.database.deps, actor, webhookId, data);

const find = async (query: string, route: Route = listDeliveriesRoute): Promise<string[]> => {
  const { status, body } = await api.call(route, {
    key,
    query,
    ...(route.path.includes("{id}") ? { id: webhookId } : {}),
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data.map(({ id }: { id: string }) => id).toReversed();
};

describe("filters of the log", () => {
  it("httpStatus and error mean the newest attempt", async () => {
    const ended = (lastHttpStatus: number | null, lastErrorCode: string | null, status = "failed") =>
      add({ status, lastHttpStatus, lastErrorCode });
    const ok = await ended(200, null, "delivered");
    const accepted = await ended(202, null, "delivered");
    const missing = await ended(404, "http_status");
    const down = await ended(503, "http_status", "retrying");
    const slow = await ended(null, "timeout", "retrying");
    const fresh = await add();

    expect(await find("?httpStatus=503")).toEqual([down]);
    expect(await find("?httpStatus=5xx,404")).toEqual([missing, down]);
    expect(await find("?httpStatus=2xx")).toEqual([ok, accepted]);
    expect(await find("?httpStatus=200&httpStatus=4XX")).toEqual([ok, missing]);
    expect(await find("?error=timeout")).toEqual([slow]);
    expect(await find("?error=timeout,http_status")).toEqual([missing, down, slow]);
    expect(await find("?error=http_status&httpStatus=5xx")).toEqual([down]);
    expect(await find("?error=http_status&status=failed")).toEqual([missing]);
    expect(await find("?httpStatus=4xx,5xx&status=retrying,delivered")).toEqual([down]);
    expect(await find("?httpStatus=404", listWebhookDeliveriesRoute)).toEqual([missing]);
    expect(await find("")).toEqual([ok, accepted, missing, down, slow, fresh]);
  });

  it("pages through several values without a gap or a repeat", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 9; i++)
      ids.push(
        await add({ status: "failed", lastHttpStatus: [500, 502, 404][i % 3] ?? 500, lastErrorCode: "http_status" }),
      );
    const seen: string[] = [];
    for (let query: string | null = "?httpStatus=5xx,4xx&limit=2"; query !== null; ) {
      const { body } = await api.call(listDeliveriesRoute, { key, query });
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      query = body.nextCursor && `?httpStatus=5xx,4xx&limit=2&cursor=${body.nextCursor}`;
    }
    expect(seen.toReversed()).toEqual(ids);
  });

  it("test means Send test alone", async () => {
    const [real, test] = [await add(), await add({ test: true })];
    expect(await find("?test=true")).toEqual([test]);
    expect(await find("?test=false")).toEqual([real]);
    expect(await find("")).toEqual([real, test]);
  });

  it("since and until read the createdAt that a delivery and its event show", async () => {
    const { first, eventId } = await fanOutOne(api.database.deps, actor);
    const aMinuteLater = "SET created_at = created_at + interval '1 minute' WHERE tenant_id = $1";
    for (const table of ["webhook_event", "webhook_delivery"])
      await api.database.deps.sql(`UPDATE ${table} ${aMinuteLater}`, [actor.tenantId]);
    for (const [id, list, one] of [
      [first.deliveryId, listDeliveriesRoute, getDeliveryRoute],
      [eventId, listEventsRoute, getEventRoute],
    ] as const) {
      const { createdAt } = (await api.call(one, { key, id })).body;
      expect(await find(`?since=${createdAt}`, list)).toContain(id);
      expect(await find(`?until=${createdAt}`, list)).not.toContain(id);
    }
  });

  it.each(["httpStatus=6xx", "httpStatus=20", "httpStatus=", "error=unlucky", "test=yes", "test=true&test=false"])(
    "%s is refused and names its parameter",
    async (query) => {
      expectProblem(await api.call(listDeliveriesRoute, { key, query: `?${query}` }), 422, [query.split("=")[0] ?? ""]);
    },
  );
});

it("a delivery shows the ids of its event and the response of its newest attempt", async () => {
  const { deps } = api.database;
  const { first, eventId } = await fanOutOne(deps, actor, {
    appointmentId: "apt_7",
    customer: { name: " Ada Brandt " },
  });
  const { externalId } = await deps.db.webhookEvent.findUniqueOrThrow({ where: { id: eventId } });
  const shown = { externalId, resourceId: "apt_7", lastHttpStatus: null, lastErrorCode: null, lastDurationMs: null };
  const read = async () => (await api.call(getDeliveryRoute, { key, id: first.deliveryId })).body;
  expect(await read()).toMatchObject(shown);
  await addAttempts(deps, first.deliveryId, 2, "automatic");
  await deps.sql(
    "UPDATE webhook_attempt SET response_status = 500 + number, error_code = 'http_status', duration_ms = number * 10 WHERE delivery_id = $1",
    [first.deliveryId],
  );
  const newest = { ...shown, lastErrorCode: "http_status" };
  expect(await read()).toMatchObject({
    ...newest,
    lastHttpStatus: expect.any(Number),
    lastDurationMs: expect.any(Number),
  });
  const [row] = (await listLog(deps, actor, { limit: 10 })).data;
  expect(row).toMatchObject({ id: first.deliveryId, customer: "Ada Brandt", lastErrorCode: "http_status" });
  const { lastHttpStatus } = await read();
  expect(row?.lastHttpStatus).toBe(lastHttpStatus);
});

describe("export", () => {
  const read = async (query: string, accept?: string, route = exportDeliveriesRoute) => {
    const headers: Record<string, string> = accept ? { accept } : {};
    const answer = await api.call(route, {
      key,
      query,
      headers,
      ...(route === exportDeliveriesRoute ? {} : { id: webhookId }),
    });
    return { ...answer, type: answer.headers.get("content-type"), text: String(answer.body ?? "") };
  };

  it("writes CSV with one line for each delivery, and NDJSON by Accept", async () => {
    const id = await add({ status: "failed", lastHttpStatus: 503, lastErrorCode: "http_status" });
    await api.database.deps.sql(
      "UPDATE webhook_event SET external_id = '=1+1', resource_id = 'a,\"b' WHERE tenant_id = $1",
      [actor.tenantId],
    );
    const csv = await read("?httpStatus=503");
    expect([csv.status, csv.type]).toEqual([200, "text/csv; charset=utf-8"]);
    const [head, line, end, ...rest] = csv.text.split("\r\n");
    expect(head).toMatch(/^id,webhookId,eventId,event,status,/);
    expect(line).toContain(`${id},${webhookId},`);
    expect(line).toContain(`,'=1+1,"a,""b",`);
    expect([end, rest]).toEqual(["", []]);
    const lines = await read("?httpStatus=503", "application/x-ndjson");
    expect(lines.type).toBe("application/x-ndjson; charset=utf-8");
    const { body } = await api.call(listDeliveriesRoute, { key, query: "?httpStatus=503" });
    expect(
      lines.text
        .trim()
        .split("\n")
        .map((one) => JSON.parse(one)),
    ).toEqual(body.data);
  });

  it("walks all pages, newest first", async () => {
    await api.database.deps.sql(
      `WITH e AS (
         INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
         SELECT 'evt_' || lpad(n::text, 26, '0') || $2, $1, 'appointment.created', now() FROM generate_series(1, 2345) n RETURNING id)
       INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event)
       SELECT 'dlv_' || substr(id, 5), $1, $3, id, 'appointment.created' FROM e`,
      [actor.tenantId, actor.tenantId.slice(-4), webhookId],
    );
    const { text } = await read("", "application/x-ndjson");
    const ids = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id);
    expect(ids).toHaveLength(2345);
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
  });

  it("holds rows of this tenant and this webhook only", async () => {
    const { id: other } = await addWebhook(api.database.deps, actor);
    const [own] = [await add(), await addDelivery(api.database.deps, actor, other, {})];
    const ofWebhook = async (query: string) =>
      (await read(query, "application/x-ndjson", exportWebhookDeliveriesRoute)).text.trim().split("\n");
    expect(await ofWebhook("")).toEqual([expect.stringContaining(own)]);
    expect(await ofWebhook(`?webhookId=${other},${webhookId}`)).toEqual([expect.stringContaining(own)]);
    expect(await ofWebhook(`?webhookId=${other}`)).toEqual([""]);
    expect(await find(`?webhookId=${webhookId}`, listWebhookDeliveriesRoute)).toEqual([own]);
    expect(await find(`?webhookId=${other}`, listWebhookDeliveriesRoute)).toEqual([]);
    const stranger = await api.database.addTenant();
    const strangerKey = await addKey(api.database.deps, stranger);
    expect((await api.call(exportDeliveriesRoute, { key: strangerKey, query: "" })).body).toMatch(/^id,[^\r]*\r\n$/);
    expectProblem(await api.call(exportWebhookDeliveriesRoute, { key: strangerKey, id: webhookId }), 404);
  });

  it("refuses a wrong filter with a problem, and no broken file", async () => {
    expectProblem(await read("?status=lost"), 422, ["status"]);
    expectProblem(await read("?limit=5"), 422, ["limit"]);
  });
});

describe("cancel", () => {
  const statusOf = async (id: string) => {
    const { status, reason } = (await api.call(getDeliveryRoute, { key, id })).body;
    return { status, reason };
  };

  it("ends what waits, once, and says so in the activity log", async () => {
    const id = await add({ status: "retrying", dueAt: new Date(Date.now() + 3_600_000) });
    const { status, body } = await api.call(cancelDeliveryRoute, { key, id });
    expect([status, body]).toMatchObject([
      200,
      { id, status: "canceled", reason: "canceled_by_user", nextAttemptAt: null },
    ]);
    expectProblem(await api.call(cancelDeliveryRoute, { key, id }), 409);
    const lines = await api.database.deps.db.auditLog.findMany({ where: { tenantId: actor.tenantId, targetId: id } });
    expect(lines).toMatchObject([{ action: "delivery.canceled", actorKind: "api_key" }]);
  });

  it("drops a waiting resend and keeps the status before it", async () => {
    const id = await add({ status: "delivered", deliveredAt: new Date() });
    expect((await api.call(resendDeliveryRoute, { key, id })).status).toBe(202);
    expect((await api.call(cancelDeliveryRoute, { key, id })).body).toMatchObject({
      status: "delivered",
      nextAttemptAt: null,
    });
  });

  it("refuses a running attempt, a test, an ended one and another tenant's", async () => {
    const dueAt = new Date(Date.now() + 30_000);
    const running = await add({ dueAt, leaseToken: "wrk_1" });
    const test = await add({ test: true, dueAt });
    const ended = await add({ status: "failed" });
    for (const id of [running, test, ended]) expectProblem(await api.call(cancelDeliveryRoute, { key, id }), 409);
    const stranger = await addKey(api.database.deps, await api.database.addTenant());
    expectProblem(await api.call(cancelDeliveryRoute, { key: stranger, id: running }), 404);
    expect(await statusOf(ended)).toEqual({ status: "failed", reason: null });
  });

  it("answers for each of several, and changes only those that wait", async () => {
    const dueAt = new Date(Date.now() + 3_600_000);
    const [a, b] = [await add({ dueAt }), await add({ status: "retrying", dueAt })];
    const running = await add({ dueAt, leaseToken: "wrk_1" });
    const ended = await add({ status: "delivered" });
    const { results } = await cancelDeliveries(api.database.deps, actor, {
      ids: [ended, a, running, b, "dlv_unknown"],
    });
    expect(results).toEqual([
      { id: ended, refused: "nothing_waits" },
      { id: a, refused: null },
      { id: running, refused: "running" },
      { id: b, refused: null },
      { id: "dlv_unknown", refused: "not_found" },
    ]);
    const lines = await api.database.deps.db.auditLog.findMany({
      where: { tenantId: actor.tenantId, action: "delivery.canceled" },
    });
    expect(lines.map(({ targetId }) => targetId).toSorted()).toEqual([a, b].toSorted());
    const stranger = await api.database.addTenant();
    const theirs = await cancelDeliveries(api.database.deps, stranger, { ids: [a, running] });
    expect(theirs.results.map(({ refused }) => refused)).toEqual(["not_found", "not_found"]);
  });
});

it("resends several at once, with an answer and a line in the activity log for each", async () => {
  const { deps } = api.database;
  const [failed, canceled] = [await add({ status: "failed" }), await add({ status: "canceled" })];
  const test = await add({ status: "failed", test: true });
  const running = await add({ dueAt: new Date(Date.now() + 30_000), leaseToken: "wrk_1" });
  const old = await addDelivery(deps, actor, webhookId, { status: "failed", hasPayload: false });
  const ids = [failed, test, canceled, running, old, "dlv_unknown"];
  const { results } = await resendDeliveries(deps, actor, { ids });
  expect(results.map(({ refused }) => refused)).toEqual([null, "test", null, "running", "past_retention", "not_found"]);
  const rows = await deps.db.webhookDelivery.findMany({ where: { tenantId: actor.tenantId, nextTrigger: "manual" } });
  expect(rows.map(({ id }) => id).toSorted()).toEqual([failed, canceled].toSorted());
  expect((await resendDeliveries(deps, actor, { ids: [failed] })).results).toEqual([
    { id: failed, refused: "running" },
  ]);
  const lines = await deps.db.auditLog.findMany({ where: { tenantId: actor.tenantId, action: "delivery.resent" } });
  expect(lines.map(({ targetId }) => targetId).toSorted()).toEqual([failed, canceled].toSorted());
});
