import { Socket } from "node:net";
import { TRPCError } from "@trpc/server";
import { expect } from "vitest";
import { listDeliveriesRoute } from "#rest/delivery-routes.ts";
import { recoverWebhookRoute } from "#rest/recovery-routes.ts";
import { createWebhookRoute, getWebhookRoute, updateWebhookRoute } from "#rest/webhook-routes.ts";
import { settleTarget } from "#server/http-server/settle-target.ts";
import { handlersProbes } from "#tests/bounds/names-handlers.ts";
import { logProbes } from "#tests/bounds/names-logs.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";
import { sessionOf } from "#tests/session-of.ts";
import { fieldErrorsOf } from "#trpc/errors.ts";
import { createCallerFactory } from "#trpc/init.ts";
import { appRouter } from "#trpc/routers/_app.ts";

const withApi = (probe: (api: TestApi) => Promise<void>) => async (): Promise<void> => {
  const api = await testApi();
  await probe(api).finally(api.close);
};

const headersNamed = (count: number, value: unknown = "") =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`h${index}`, value]));

/** Error of a refused dashboard change. */
const refusalOf = async (api: TestApi, call: (caller: ReturnType<typeof callerOf>) => Promise<unknown>) => {
  const error = await call(callerOf(api)).catch((thrown: unknown) => thrown);
  if (!(error instanceof TRPCError)) throw new Error("the call was not refused");
  return { code: error.code, fields: fieldErrorsOf(error) };
};

const callerOf = ({ database: { deps }, actor }: TestApi) =>
  createCallerFactory(appRouter)({ deps, session: sessionOf(actor), subscribeTenant: () => () => {} });

export const namesProbes: Probes = {
  "custom headers that one change names": withApi(async (api) => {
    const { id } = (await api.call(createWebhookRoute, { body: webhookBody() })).body;
    for (const headers of [headersNamed(41), headersNamed(9_000, 0), { ["x".repeat(65)]: "1" }]) {
      expectProblem(await api.call(createWebhookRoute, { body: webhookBody({ headers }) }), 422, ["headers"]);
      expectProblem(await api.call(updateWebhookRoute, { id, body: { headers } }), 422, ["headers"]);
      const { fields } = await refusalOf(api, (caller) =>
        caller.webhooks.update({ id, changes: { headers } as object }),
      );
      expect(fields.map(({ path }) => path)).toEqual(["changes.headers"]);
    }
    for (const name of ["__proto__", "Transfer_Encoding", "CF-Connecting-IP"]) {
      const body = JSON.stringify(webhookBody({ headers: 0 })).replace('"headers":0', `"headers":{"${name}":"x"}`);
      expectProblem(await api.call(createWebhookRoute, { body }), 422, [`headers.${name}`]);
    }
  }),

  "custom headers of a webhook": withApi(async (api) => {
    const within = { ...headersNamed(20), h0: "x".repeat(4_096) };
    const { status, body } = await api.call(createWebhookRoute, { body: webhookBody({ headers: within }) });
    expect(status).toBe(201);
    const { id } = body;
    expectProblem(await api.call(updateWebhookRoute, { id, body: { headers: { more: "" } } }), 422, ["headers"]);
    const long = { h0: "x".repeat(4_097) };
    expectProblem(await api.call(updateWebhookRoute, { id, body: { headers: long } }), 422, ["headers.h0"]);
    const swapped = {
      ...headersNamed(20, null),
      ...Object.fromEntries(Array.from("abcdefghijklmnopqrst", (name) => [name, ""])),
    };
    expect((await api.call(updateWebhookRoute, { id, body: { headers: swapped } })).status).toBe(200);
  }),

  "event types of a webhook": withApi(async (api) => {
    for (const [events, path] of [
      [Array(101).fill(0), "events"],
      [["x".repeat(101)], "events.0"],
    ] as const)
      expectProblem(await api.call(createWebhookRoute, { body: webhookBody({ events }) }), 422, [path]);
  }),

  "fields that a webhook leaves out": withApi(async (api) => {
    for (const [redact, path] of [
      [Array(21).fill(0), "redact"],
      [["x".repeat(201)], "redact.0"],
      [["a.a.a.a.a.a.a.a.a.a.a"], "redact.0"],
    ] as const)
      expectProblem(await api.call(createWebhookRoute, { body: webhookBody({ redact }) }), 422, [path]);
  }),

  "address and description of a webhook": withApi(async (api) => {
    const url = `https://example.com/${"x".repeat(2_048)}`;
    expectProblem(await api.call(createWebhookRoute, { body: webhookBody({ url }) }), 422, ["url"]);
    const description = "x".repeat(501);
    expectProblem(await api.call(createWebhookRoute, { body: webhookBody({ description }) }), 422, ["description"]);
    const typed = await refusalOf(api, (caller) => caller.webhooks.checkUrl({ url: url.repeat(5) }));
    expect(typed).toMatchObject({ code: "BAD_REQUEST", fields: [{ path: "url" }] });
  }),

  "name and scopes of an API key": withApi(async (api) => {
    const scopes = Array(7).fill("events:read");
    const many = await refusalOf(api, (caller) => caller.apiKeys.create({ name: "till", scopes }));
    expect(many).toMatchObject({ code: "BAD_REQUEST", fields: [{ path: "scopes" }] });
    const long = await refusalOf(api, (caller) => caller.apiKeys.create({ name: "x".repeat(101), scopes: [] }));
    expect(long.fields.map(({ path }) => path)).toContain("name");
  }),

  "filters of a list": withApi(async (api) => {
    const instant = `2026-03-14T10:00:00.${"0".repeat(40)}Z`;
    const long = { event: "x".repeat(101), eventId: "x".repeat(65), webhookId: "x".repeat(65), q: "x".repeat(201) };
    for (const [name, value] of Object.entries({ ...long, since: instant, until: instant, cursor: "x".repeat(65) })) {
      const answer = await api.call(listDeliveriesRoute, { query: `?${name}=${value}` });
      expect([answer.status, answer.body.errors[0].path]).toEqual([422, name]);
    }
  }),

  "statuses of a recovery": withApi(async (api) => {
    const body = { since: "2026-03-14T10:00:00Z", status: Array(3).fill(0) };
    expectProblem(await api.call(recoverWebhookRoute, { id: "wh_x", body }), 422, ["status"]);
  }),

  "an id in an address": withApi(async (api) => {
    expectProblem(await api.call(getWebhookRoute, { id: "x".repeat(65) }), 404);
    const { code } = await refusalOf(api, (caller) => caller.webhooks.get({ id: "x".repeat(65) }));
    expect(code).toBe("BAD_REQUEST");
  }),

  "fields that an answer of the dashboard names": withApi(async (api) => {
    const unknown = await refusalOf(api, (caller) => caller.webhooks.create(headersNamed(20_000) as never));
    expect(unknown.fields.length).toBeLessThanOrEqual(50);
    for (const { message } of unknown.fields) expect(message.length).toBeLessThanOrEqual(500);
    const events = Array(100).fill("x");
    const wrong = await refusalOf(api, (caller) => caller.webhooks.create({ url: "https://example.com/", events }));
    expect(wrong.fields).toHaveLength(50);
  }),

  "Host headers of a request": async () => {
    const settle = (...rawHeaders: string[]) =>
      settleTarget({ url: "/", headers: { host: "a" }, rawHeaders, socket: new Socket() }, "http://localhost:3000");
    expect([settle("Host", "a"), settle("Host", "a", "host", "a")]).toEqual([null, 400]);
  },

  ...handlersProbes,
  ...logProbes,
};
