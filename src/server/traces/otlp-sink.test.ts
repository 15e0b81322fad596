import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Logger } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { nameRoute } from "#server/http-server/watch-requests.ts";
import { startTracing } from "#server/traces/start-tracing.ts";
import { readProtobuf } from "#tests/read-protobuf.ts";

const VALUE = { 1: "text", 2: "varint", 3: "varint", 4: "double", 5: { 1: { 1: "text", 3: "varint" } } } as const;
const ATTRIBUTE = { 1: "text", 2: VALUE } as const;
const LINK = { 1: "hex", 2: "hex", 5: "varint", 6: "fixed32" } as const;
const SPAN = {
  ...{ 1: "hex", 2: "hex", 3: "text", 4: "hex", 5: "text", 6: "varint", 7: "fixed64", 8: "fixed64", 9: ATTRIBUTE },
  ...{ 10: "varint", 12: "varint", 13: LINK, 14: "varint", 15: { 3: "varint" }, 16: "fixed32" },
} as const;
const SCOPE_SPANS = { 1: { 1: "text" }, 2: SPAN } as const;
const REQUEST = { 1: { 1: { 1: ATTRIBUTE, 2: "varint" }, 2: SCOPE_SPANS } } as const;

const bodies: Buffer[] = [];
const collector = createServer(async (request, response) => {
  expect(request.headers["content-type"]).toBe("application/x-protobuf");
  bodies.push(await buffer(request));
  response.end();
});

beforeAll(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
});
afterAll(() => void collector.close());
beforeEach(() => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test%20ü");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const ids = { webhookId: newId("wh"), eventId: newId("evt"), deliveryId: newId("dlv") };
const attempt = {
  ...ids,
  tenantId: "Søren & Söhne 💈",
  eventType: "appointment.created",
  host: `${"long.".repeat(60)}example.com`,
  attempt: 1,
  traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
  endedAt: new Date(1_796_000_000_123),
  durationMs: 12.5,
  ageMs: 60,
  httpStatus: 200,
  errorCode: null,
  status: "delivered",
  dnsMs: null,
  connectMs: 0,
  tlsMs: 3,
  firstByteMs: 8.1,
};

type Line = typeof attempt;

/** Returns the request that leaves after three attempts, and one more line before the last. */
const sendAttempts = async (more: readonly Line[] = []) => {
  bodies.length = 0;
  const { instrument, close } = startTracing({ serviceName: "bellhop-test", tellsReceivers: false });
  const { log } = instrument(silent, () => Promise.resolve([]));
  log.debug(attempt, "attempt delivered");
  log.info({ ...attempt, attempt: 2, httpStatus: 503, errorCode: "http_error", status: "retrying" }, "attempt failed");
  for (const line of more) log.debug(line, "attempt delivered");
  log.info({ ...attempt, attempt: 70_000, httpStatus: null, errorCode: "timeout" }, "attempt failed");
  await close();
  expect(bodies).toHaveLength(1);
  return readProtobuf(bodies[0] ?? expect.fail("nothing was sent"), REQUEST);
};

it("spans that we encode are the spans that the SDK would send, with its resource", async () => {
  const own = await sendAttempts();
  const [bytes] = bodies;
  for (const text of ["bellhop-test", "test ü", attempt.tenantId, attempt.host]) expect(String(bytes)).toContain(text);
  // The default, but set: the SDK makes the spans then, and writes zeros too.
  vi.stubEnv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "128");
  const ofSdk = await sendAttempts();
  expect(bodies[0]).not.toEqual(bytes);
  expect(own).toEqual(ofSdk);
});

/** Returns the spans of two requests, one of a caller's trace and one without, and of the events that they brought. */
const sendRequests = async () => {
  bodies.length = 0;
  const { traceRequests, instrument, close } = startTracing({ serviceName: "bellhop-test", tellsReceivers: false });
  const { log, traceparent } = instrument(silent, () => Promise.resolve([]));
  const told: (string | null | undefined)[] = [];
  const served = createServer(
    traceRequests((_, response) => {
      told.push(traceparent?.());
      log.debug({ count: 2, duplicates: 1, rejected: 0, durationMs: 3 }, "events accepted");
      nameRoute(response, "/e/{key}");
      response.writeHead(told.length === 1 ? 200 : 503).end();
    }),
  );
  served.listen(0, "127.0.0.1");
  await once(served, "listening");
  const url = `http://127.0.0.1:${(served.address() as AddressInfo).port}`;
  const callers: Record<string, string>[] = [{ traceparent: attempt.traceparent, tracestate: "mais=1" }, {}];
  for (const headers of callers)
    await fetch(url, { method: "POST", headers: { ...headers, connection: "close" } }).then((one) => one.text());
  served.close();
  await once(served, "close");
  await close();
  return { request: readProtobuf(bodies[0] ?? expect.fail("nothing was sent"), REQUEST), told };
};

it("spans of requests are those that the SDK would send, below the caller's and with its tracestate", async () => {
  const own = await sendRequests();
  const text = textOf(own.request);
  for (const part of ["POST /e/{key}", "accept events", "mais=1", "a".repeat(32), "b".repeat(16)])
    expect(text).toContain(part);
  expect(own.told[0]).toMatch(new RegExp(`^00-${"a".repeat(32)}-[0-9a-f]{16}-01$`));
  for (const traceparent of own.told) expect(text).toContain(traceparent?.slice(36, 52));
  vi.stubEnv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "128");
  const ofSdk = await sendRequests();
  expect(withoutChance(own)).toEqual(withoutChance(ofSdk));
});

const textOf = (value: unknown) => JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one));

/** Names ids by their turn. */
const withoutChance = (value: unknown) => {
  const seen: string[] = [];
  const nameOf = (text: string) => `#${seen.includes(text) ? seen.indexOf(text) : seen.push(text) - 1}`;
  return textOf(value)
    .replace(/\d{19}/g, "instant")
    .replace(/[0-9a-f]{32}/g, nameOf)
    .replace(/[0-9a-f]{16}/g, nameOf);
};

it("an unsampled request makes no span, and its events no trace", async () => {
  vi.stubEnv("OTEL_TRACES_SAMPLER", "parentbased_always_off");
  const { request, told } = await sendRequests();
  expect(told).toEqual([expect.stringContaining("a".repeat(32)), null]);
  expect(textOf(request).match(/POST \/e\/{key}|accept events/g)).toHaveLength(2);
});

it("spans that cannot be written are lost, and the others are sent", async () => {
  const whole = await sendAttempts();
  const tooLong = { ...attempt, host: "x".repeat(3_000_000), tenantId: "x".repeat(3_000_000) };
  expect(await sendAttempts([tooLong])).toEqual(whole);
});

it("a full group is sent at once", async () => {
  vi.stubEnv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2");
  bodies.length = 0;
  const { instrument, close } = startTracing({ serviceName: "bellhop-test", tellsReceivers: false });
  const { log } = instrument(silent, () => Promise.resolve([]));
  for (const count of [1, 2]) {
    log.debug(attempt, "attempt delivered");
    await vi.waitFor(() => expect(bodies).toHaveLength(count));
  }
  await close();
  expect(bodies).toHaveLength(2);
});
