import { once } from "node:events";
import { connect } from "node:net";
import { expect } from "vitest";
import { BODY_MS_MAX, takeBody } from "#domain/read-body.ts";
import { takePostedEvents } from "#engine/accept/posted-events.ts";
import { readDataText } from "#engine/attempt/read-data-text.ts";
import { answerEventIntake } from "#inngest/event-intake.ts";
import { readInngestCall } from "#inngest/read-inngest-call.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { createWebhookRoute, testWebhookRoute } from "#rest/webhook-routes.ts";
import { createBodyAdmission } from "#server/http-server/body-admission.ts";
import { createHttpServer, TIMEOUTS } from "#server/http-server/http-server.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { apiRequest, responseOf } from "#tests/rest/api-request.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";
import { listen } from "#tests/sockets.ts";

const EVENT_KEY = "evk_test";
const KIB = 1024;
const MIB = KIB * KIB;

/** Sends the text to both event handlers: neither stores anything, and both give the same error. */
const refuseEvents = async (bodyOf: (tenantId: string) => string, status: number, said: RegExp) => {
  const api = await testApi();
  try {
    const body = bodyOf(api.actor.tenantId);
    const rest = await api.call(sendEventsRoute, { body });
    expectProblem(rest, status);
    expect(rest.body.detail).toMatch(said);
    const sdk = await postAsSdk(api, body);
    expect([sdk.status, (await sdk.json()).error]).toEqual([status, expect.stringMatching(said)]);
    expect(await api.database.deps.sql("SELECT 1 FROM webhook_event")).toEqual([]);
  } finally {
    await api.close();
  }
};

const postAsSdk = async ({ database }: TestApi, body: string) => {
  const request = apiRequest("POST", `/e/${EVENT_KEY}`, { body });
  return responseOf(await answerEventIntake(database.deps, request, { givenKey: EVENT_KEY, eventKeys: [EVENT_KEY] }));
};

const event = (tenantId: string, data: string) =>
  `{"name":"appointment.created","data":{"tenantId":"${tenantId}","appointmentId":"a",${data}}}`;

/** Body without an end. */
const endless = () =>
  apiRequest("POST", "/", {
    body: new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) }),
  });

export const intakeProbes: Probes = {
  "events: bytes of a request": () => refuseEvents(() => " ".repeat(10 * MIB + 1), 413, /larger than 10 MiB/),
  "events: how many in a request": () => refuseEvents(() => `[${"0,".repeat(5 * MIB)}0]`, 413, /at most 1,000 events/),
  "events: bytes of one": () =>
    refuseEvents((id) => `[${event(id, `"notes":"${"x".repeat(256 * KIB)}"`)}]`, 413, /Event 0 is larger than 256 KiB/),
  "events: depth of one": () => refuseEvents(() => `[${"[".repeat(10 * MIB - 1)}`, 413, /Event 0 .* deeper than 100/),
  "events: values of one": () =>
    refuseEvents((id) => `[${event(id, `"a":[${"{},".repeat(20_000)}{}]`)}]`, 413, /Event 0 .* 20,000 values/),
  "events: values of a request": () =>
    refuseEvents(
      (id) =>
        `[${Array(11)
          .fill(event(id, `"a":[${"0,".repeat(19_000)}0]`))
          .join()}]`,
      413,
      /more than 200,000 values/,
    ),
  "events: how far ahead one is sent": async () => {
    const api = await testApi();
    try {
      const ahead = new Date();
      ahead.setUTCFullYear(ahead.getUTCFullYear() + 1, ahead.getUTCMonth(), ahead.getUTCDate() + 1);
      const data = { tenantId: api.actor.tenantId, appointmentId: "a" };
      const later = { event: "appointment.created", data, deliverAt: ahead.toISOString() };
      expectProblem(await api.call(sendEventsRoute, { body: later }), 422, ["deliverAt"]);
      const sdk = await postAsSdk(api, JSON.stringify({ name: "appointment.created", data, ts: ahead.getTime() }));
      expect([sdk.status, (await sdk.json()).error]).toEqual([400, expect.stringMatching(/0\.ts .*one year/)]);
      expect(await api.database.deps.sql("SELECT 1 FROM webhook_event")).toEqual([]);
    } finally {
      await api.close();
    }
  },

  "events: entries of a named list in `data`": async () => {
    const api = await testApi();
    try {
      const data = { appointmentId: "a", answers: Array(501).fill({}) };
      const refused = await api.call(sendEventsRoute, { body: { event: "appointment.created", data } });
      expectProblem(refused, 422, ["data.answers"]);
      const sdk = { name: "appointment.created", data: { tenantId: api.actor.tenantId, ...data } };
      const answer = await postAsSdk(api, JSON.stringify(sdk));
      expect([answer.status, (await answer.json()).error]).toEqual([400, expect.stringContaining("answers")]);
      expect(await api.database.deps.sql("SELECT 1 FROM webhook_event")).toEqual([]);
    } finally {
      await api.close();
    }
  },

  "an idempotency key": async () => {
    const api = await testApi();
    for (const key of ["x".repeat(256), "", "a\u0001"]) {
      const headers = { "Idempotency-Key": key };
      expectProblem(await api.call(createWebhookRoute, { headers, body: webhookBody() }), 422, ["Idempotency-Key"]);
    }
    expect(await api.database.deps.db.webhookSubscription.count()).toBe(0);
    await api.close();
  },

  "another JSON body": async () => {
    const api = await testApi();
    const body = (text: string) => api.call(createWebhookRoute, { body: text });
    expectProblem(await body(" ".repeat(MIB + 1)), 413);
    expectProblem(await body("[".repeat(MIB)), 413);
    expectProblem(await body(`[${"0,".repeat(20_000)}0]`), 413);
    await api.close();
  },

  "own data of a test": async () => {
    const tooLarge = `{"a":"${"x".repeat(256 * 1024)}"}`;
    const tooDeep = `{"a":${"[".repeat(99)}${"]".repeat(99)}}`;
    const tooWide = `{"a":[${"0,".repeat(20_000)}0]}`;
    for (const text of [tooLarge, tooDeep, tooWide])
      expect(() => readDataText(text)).toThrow(expect.objectContaining({ code: "too_large" }));
    const api = await testApi();
    const { id } = await addWebhook(api.database.deps, api.actor, { url: api.receiver.url });
    const body = `{"event":"appointment.created","data":${tooLarge}}`;
    expectProblem(await api.call(testWebhookRoute, { id, body }), 413);
    expect(api.receiver.requests).toHaveLength(0);
    await api.close();
  },

  "a call of Inngest": async () => {
    const api = await testApi();
    const { deps } = api.database;
    let isParsed = false;
    const handler = async () => {
      isParsed = true;
      return new Response();
    };
    const call = (body: string, signature = "t=1&s=00") =>
      readInngestCall(
        deps,
        new Request("http://localhost/api/inngest", {
          method: "POST",
          body,
          headers: { "x-inngest-signature": signature },
        }),
        handler,
      );
    expect((await call("{}", "")).status).toBe(401);
    expect((await call("[".repeat(MIB))).status).toBe(413);
    expect((await call(`[${"0,".repeat(2_020_000)}0]`)).status).toBe(413);
    expect((await call(" ".repeat(16 * MIB + 1))).status).toBe(413);
    expect(isParsed).toBe(false);
    expect((await call("{}")).status).toBe(200);
    await api.close();
  },

  "a body that arrives slowly": async () => {
    expect(BODY_MS_MAX).toBe(30_000);
    await expect(takeBody(endless(), MIB, { timeoutMs: 20 })).rejects.toMatchObject({ code: "timed_out" });
    await expect(takePostedEvents(endless(), { timeoutMs: 20 })).rejects.toMatchObject({ code: "timed_out" });
  },

  "headers that arrive slowly": async () => {
    expect(TIMEOUTS.headersMs).toBe(10_000);
    const { port } = await listen(
      createHttpServer((_, response) => response.end(), {
        ...TIMEOUTS,
        hasUpgrade: false,
        headersMs: 50,
        requestMs: 100,
      }),
    );
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n");
    await once(socket, "close");
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  },

  "large bodies that are arriving": async () => {
    const admit = createBodyAdmission({ waitMsMax: 20 });
    for (let i = 0; i < 8; i++) await admit("a", 65 * KIB);
    await expect(admit("a", 65 * KIB)).rejects.toMatchObject({ code: "rate_limited" });
    for (let i = 8; i < 256; i++) await admit(`key ${i}`, 65 * KIB);
    await expect(admit("b", 65 * KIB)).rejects.toMatchObject({ code: "busy" });
  },

  "memory of large bodies": async () => {
    const admit = createBodyAdmission({ waitMsMax: 20 });
    await admit("a", 32 * MIB);
    await expect(admit("a", 65 * KIB)).rejects.toMatchObject({ code: "rate_limited" });
    await admit("b", 32 * MIB);
    await expect(admit("c", 65 * KIB)).rejects.toMatchObject({ code: "busy" });
  },
};
