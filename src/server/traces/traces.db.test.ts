import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Actor } from "#domain/context.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { nameRoute } from "#server/http-server/watch-requests.ts";
import { startTracing } from "#server/traces/start-tracing.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  links?: { spanId: string }[];
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
};

const CALLER = { traceId: "a".repeat(32), spanId: "b".repeat(16) };

let database: TestDatabase;
let receiver: Receiver;
let actor: Actor;
let webhookId: string;
let traces: ReturnType<typeof startTracing>;
let deps: EngineDeps;
const sent: { spans: Span[]; resource: string }[] = [];

const listenOn = async (server: ReturnType<typeof createServer>) => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Takes what the SDK exports, as a collector does. */
const collector = createServer(async (request, response) => {
  for (const { resource, scopeSpans } of JSON.parse(await text(request)).resourceSpans)
    for (const { spans } of scopeSpans) sent.push({ spans, resource: JSON.stringify(resource) });
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
});

/** Accepts one event for each request, as the web process does below its own listener. */
let answered: string[] = [];
const web = createServer((request, response) =>
  traces.traceRequests((_, ownResponse) => {
    nameRoute(ownResponse, "/e/{key}");
    void accept().then((id) => {
      answered = [...answered, id];
      ownResponse.writeHead(200).end(id);
    });
  })(request, response),
);

const accept = async () => {
  const event = {
    tenantId: actor.tenantId,
    externalId: null,
    event: "appointment.created",
    data: { tenantId: actor.tenantId, appointmentId: "a1" },
    timestamp: null,
  };
  const [accepted] = await acceptEvents(deps, [event]);
  return accepted?.id ?? expect.fail("nothing was stored");
};

beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", await listenOn(collector));
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
  vi.stubEnv("OTEL_BSP_SCHEDULE_DELAY", "50");
  traces = startTracing({ serviceName: "bellhop-test", tellsReceivers: true });
  const { log, sql } = database.deps;
  deps = { ...database.deps, ...traces.instrument(log, sql) };
  actor = await database.addTenant();
  webhookId = (
    await addWebhook(deps, actor, { url: receiver.url, events: ["appointment.created", "appointment.scheduled"] })
  ).id;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  collector.close();
  web.close();
  await receiver.close();
  await database.close();
});

const spansNamed = (name: string) => sent.flatMap(({ spans }) => spans).filter((span) => span.name === name);

const attributeOf = ({ attributes }: Span, key: string) => {
  const value = attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
};

it("one trace leads from the caller's request over fan-out to each attempt, also of a process that died; a retry links to the attempt before, and the receiver gets the trace", async () => {
  const url = await listenOn(web);
  const flags = { sampled: "01", unsampled: "00" };
  for (const flag of [flags.sampled, flags.unsampled])
    await fetch(url, { headers: { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-${flag}` } }).then((one) =>
      one.text(),
    );
  const [traced = "", untraced = ""] = answered;

  receiver.answer = () => ({ status: 503 });
  await dispatchEvents(deps, [traced, untraced]);
  const deliveries = await deps.sql<{ id: string; eventId: string; event: string }>(
    `UPDATE webhook_delivery SET due_at = now() RETURNING id, event_id AS "eventId", event`,
  );
  expect(deliveries).toHaveLength(4);
  // Both first attempts of the traced event, with the SDK's delay and no stop.
  await vi.waitFor(() => expect(spansNamed("attempt")).toHaveLength(2));
  const retried = deliveries.find(({ eventId }) => eventId === traced) ?? expect.fail("no delivery");
  receiver.answer = () => ({ status: 200 });
  const place = { subscriptionId: webhookId, tenantId: actor.tenantId, host: hostOf(receiver.url) };
  expect((await attemptDelivery(deps, { ...place, deliveryId: retried.id })).outcome).toBe("delivered");

  // The process of another attempt dies.
  const orphan = deliveries.find(({ id, eventId }) => id !== retried.id && eventId !== untraced) ?? expect.fail();
  expect(await claimDeliveries({ ...deps, workerId: "wrk_dead" }, [orphan.id])).toHaveLength(1);
  await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [orphan.id]);
  expect((await attemptDelivery(deps, { ...place, deliveryId: orphan.id })).outcome).toBe("delivered");
  await traces.close();

  const spans = sent.flatMap((one) => one.spans);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([CALLER.traceId]));
  expect(sent[0]?.resource).toContain("bellhop-test");
  const [request, ...others] = spansNamed("GET /e/{key}");
  expect(others).toEqual([]);
  expect(request?.parentSpanId).toBe(CALLER.spanId);
  expect(spansNamed("accept events").map(({ parentSpanId }) => parentSpanId)).toEqual([request?.spanId]);
  // The derived event has a delivery of its own in the same trace.
  const fanOuts = spansNamed("fan out");
  expect(fanOuts.map(({ parentSpanId }) => parentSpanId)).toEqual([request?.spanId, request?.spanId]);
  const attempts = spansNamed("attempt").filter((span) => attributeOf(span, "bellhop.delivery.id") === retried.id);
  expect(attempts.map((span) => Number(attributeOf(span, "http.response.status_code")))).toEqual([503, 200]);
  const [first, second] = attempts;
  expect(fanOuts.map(({ spanId }) => spanId)).toContain(first?.parentSpanId);
  expect(second?.parentSpanId).toBe(first?.parentSpanId);
  expect([first?.links ?? [], second?.links?.map(({ spanId }) => spanId)]).toEqual([[], [first?.spanId]]);

  const orphaned = spansNamed("attempt").filter((span) => attributeOf(span, "bellhop.delivery.id") === orphan.id);
  expect(
    orphaned.map((span) => attributeOf(span, "error.type") ?? Number(attributeOf(span, "http.response.status_code"))),
  ).toEqual(["503", "interrupted", 200]);
  expect(orphaned.map(({ links = [] }) => links.map(({ spanId }) => spanId))).toEqual([
    [],
    ...orphaned.slice(0, 2).map(({ spanId }) => [spanId]),
  ]);

  const told = receiver.requests.map(({ headers }) => headers.traceparent).filter((one) => one !== undefined);
  expect(told.toSorted()).toEqual(
    spansNamed("attempt")
      .filter((span) => attributeOf(span, "error.type") !== "interrupted")
      .map(({ spanId }) => `00-${CALLER.traceId}-${spanId}-01`)
      .toSorted(),
  );
  expect(receiver.requests.length).toBe(told.length + 2);
});
