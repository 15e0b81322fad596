import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventTypeNames } from "#domain/event-types/catalog.ts";
import { testWebhookRoute } from "#rest/webhook-routes.ts";
import { expectProblem, type TestApi, testApi } from "#tests/rest/test-api.ts";
import { acceptOne, addEvent, addWebhook } from "#tests/seed-deliveries.ts";
import { sessionOf } from "#tests/session-of.ts";
import { storedBody } from "#tests/stored-body.ts";
import { createCallerFactory } from "#trpc/init.ts";
import { appRouter } from "#trpc/routers/_app.ts";

const EVENT_BYTES_MAX = 256 * 1024;

let api: TestApi;
let id: string;

beforeAll(async () => {
  api = await testApi();
  ({ id } = await addWebhook(api.database.deps, api.actor, { url: api.receiver.url }));
});
afterAll(() => api.close());

/** Requests that the receiver got, newest last, as parsed bodies. */
const sent = () => api.receiver.requests.map(({ body }) => JSON.parse(body.toString()));
const send = (body: object) => api.call(testWebhookRoute, { id, body });
const dataOf = (text: string) => text.slice(text.indexOf('"data":'));

/** Expects a refusal, and that no request went out for it. */
const refuses = async (body: object, status: number, fields: string[] = []) => {
  const before = api.receiver.requests.length;
  const answer = await send(body);
  expectProblem(answer, status, fields);
  expect(api.receiver.requests).toHaveLength(before);
  return answer;
};

describe("a sample", () => {
  it("of any known type goes out as a test, also of types that the webhook does not subscribe to", async () => {
    for (const event of eventTypeNames) {
      const answer = await send({ event });
      expect(answer).toMatchObject({ status: 200, body: { ok: true, delivery: { event, test: true } } });
      expect(sent().at(-1)).toMatchObject({ event, test: true });
    }
    await refuses({ event: "appointment.exploded" }, 422, ["event"]);
  });
});

describe("own data", () => {
  it("goes out as it was given", async () => {
    const data = { appointmentId: "a1", startTime: null, customer: { name: "Zoë" }, mine: [1, { deep: true }] };
    const answer = await send({ event: "appointment.created", data: { ...data, tenantId: "other" } });
    expect(answer).toMatchObject({ status: 200, body: { delivery: { event: "appointment.created" } } });
    expect(sent().at(-1)).toMatchObject({ event: "appointment.created", appointmentId: "a1", test: true });
    expect(sent().at(-1).data).toEqual(data);
  });

  it("that does not fit its type is refused with path and message", async () => {
    const data = { appointmentId: "", startTime: "tomorrow", customer: { name: 7 } };
    const answer = await refuses({ event: "appointment.created", data }, 422, [
      "data.appointmentId",
      "data.startTime",
      "data.customer.name",
    ]);
    for (const { message } of answer.body.errors) expect(message).not.toBe("");
    await refuses({ event: "payment.failed", data: { appointmentId: "a1" } }, 422, ["data.paymentId"]);
  });

  it("needs the name of its type", async () => {
    await refuses({ data: { appointmentId: "a1" } }, 422, ["event"]);
    await refuses({ event: "appointment.exploded", data: { appointmentId: "a1" } }, 422, ["event"]);
  });

  it("is refused by its size, depth or number of values before its schema is asked", async () => {
    const notes = "x".repeat(EVENT_BYTES_MAX);
    await refuses({ event: "appointment.created", data: { appointmentId: "", notes } }, 413);
    const deep = `{"event":"appointment.created","data":{"appointmentId":"","a":${"[".repeat(99)}${"]".repeat(99)}}}`;
    expectProblem(await api.call(testWebhookRoute, { id, body: deep }), 413);
    await refuses({ event: "appointment.created", data: { appointmentId: "", a: Array(20_000).fill(0) } }, 413);
  });

  it("with a number that would arrive as another one is refused", async () => {
    const body = '{"event":"appointment.created","data":{"appointmentId":"a","price":12345678901234567890}}';
    expectProblem(await api.call(testWebhookRoute, { id, body }), 422, ["data.price"]);
  });
});

describe("a past event", () => {
  it("goes out again with the same text of its data, as a new test event", async () => {
    const data = { appointmentId: "a2", price: 0.1, tiny: 1e-7, huge: 1e21, exact: 2 ** 53, "2": "b", "1": "a" };
    const eventId = await acceptOne(api.database.deps, api.actor, data);
    const answer = await send({ eventId });
    expect(answer).toMatchObject({ status: 200, body: { delivery: { event: "appointment.created", test: true } } });
    expect(answer.body.delivery.eventId).not.toBe(eventId);
    const past = await storedBody(api.database.deps, eventId);
    expect(dataOf(answer.body.delivery.body)).toBe(dataOf(past?.toString() ?? ""));
    expect(answer.body.delivery.body).toBe(api.receiver.requests.at(-1)?.body.toString());
    expect(await send({ eventId, event: "appointment.created" })).toMatchObject({ status: 200 });
  });

  it("gives its type to edited data", async () => {
    const eventId = await acceptOne(api.database.deps, api.actor);
    expect(await send({ eventId, data: { appointmentId: "edited" } })).toMatchObject({ status: 200 });
    expect(sent().at(-1)).toMatchObject({ event: "appointment.created", data: { appointmentId: "edited" } });
    await refuses({ eventId, data: { appointmentId: 7 } }, 422, ["data.appointmentId"]);
    await refuses({ eventId, event: "payment.failed" }, 422, ["event"]);
  });

  it("of another tenant, or that never was, answers 404", async () => {
    const stranger = await api.database.addTenant();
    const eventId = await acceptOne(api.database.deps, stranger);
    await refuses({ eventId }, 404);
    await refuses({ eventId, data: { appointmentId: "a1" } }, 404);
    await refuses({ eventId: "evt_unknown" }, 404);
  });

  it("whose payload is gone answers 409, and can still be sent with own data", async () => {
    const eventId = await addEvent(api.database.deps, api.actor, { hasPayload: false });
    await refuses({ eventId }, 409);
    expect(await send({ eventId, data: { appointmentId: "a3" } })).toMatchObject({ status: 200 });
  });

  it("that was rejected is checked against its type first", async () => {
    const rejected = { status: "rejected", rejectedReason: "invalid" };
    const unknown = await addEvent(api.database.deps, api.actor, { ...rejected, event: "appointment.exploded" });
    await refuses({ eventId: unknown }, 422, ["event"]);
    const unfit = await addEvent(api.database.deps, api.actor, { ...rejected, event: "payment.failed" });
    await refuses({ eventId: unfit }, 422, ["data.paymentId"]);
  });
});

describe("the dashboard", () => {
  const stream = async (input: { eventId?: string; event?: string; dataText?: string }) => {
    const session = sessionOf(api.actor, { role: "admin" });
    const caller = createCallerFactory(appRouter)({
      deps: api.database.deps,
      session,
      subscribeTenant: () => () => {},
    });
    return Array.fromAsync(await caller.webhooks.sendTest({ id, ...input }));
  };

  it("sends edited JSON as text, and gets the path of each problem", async () => {
    const event = "appointment.created";
    const steps = await stream({ event, dataText: '{"appointmentId":"typed","price":70.0}' });
    expect(steps.at(-1)).toMatchObject({ type: "result", result: { ok: true } });
    expect(sent().at(-1).data).toEqual({ appointmentId: "typed", price: 70 });
    for (const [dataText, path] of [
      ['{"appointmentId":"a","price":1e400}', "data.price"],
      ['{"appointmentId":"a","price":"many"}', "data.price"],
    ] as const)
      await expect(stream({ event, dataText })).rejects.toMatchObject({
        code: "UNPROCESSABLE_CONTENT",
        cause: { errors: [{ path }] },
      });
    await expect(stream({ event, dataText: "{" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
