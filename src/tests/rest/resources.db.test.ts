import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOperatorKey } from "#domain/operator/create-operator-key.ts";
import { openApiDocument } from "#rest/openapi.ts";
import { operatorRoutes } from "#rest/operator/operator-routes.ts";
import { routes } from "#rest/routes.ts";
import { createApiListener } from "#server/http-server/answer-api-request.ts";
import { createHttpServer, TIMEOUTS } from "#server/http-server/http-server.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { runGeneratedClient } from "#tests/openapi/generated-client.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { apiResources } from "#web/api-resources.ts";

const EVENT_KEY = "evk_test";
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** Status of the handler after the API: Next, in the web process. */
const NOT_THE_API = 299;

let database: TestDatabase;
let key: string;
let origin: string;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await testDatabase();
  key = await addKey(database.deps, await database.addTenant("salon"));
  const settings = { ENGINE: "embedded" as const, INNGEST_ENV: undefined, eventKeys: [EVENT_KEY] };
  const answerApi = createApiListener(apiResources(database.deps, settings, { stage: "ready" }), database.deps.log);
  const server = createHttpServer(
    (request, response) => {
      if (!answerApi(request, response)) response.writeHead(NOT_THE_API).end();
    },
    { ...TIMEOUTS, hasUpgrade: false },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
});
afterAll(async () => {
  await close();
  await database.close();
});

const send = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(`${origin}${path.replaceAll(/\{\w+\}/g, "x")}`, { method, headers, redirect: "manual" });

const withKey = () => ({ authorization: `Bearer ${key}` });

const aliasOf = (path: string) => path.replace("/v1/tenant-admin/webhooks", "/api/v1/webhooks");

const served = routes.flatMap(({ method, path, scope }) =>
  [...new Set<string>([path, aliasOf(path)])].map((each) => ({ method, path: each, scope })),
);
const all = [...served, ...operatorRoutes.map(({ method, path, scope }) => ({ method, path: path as string, scope }))];
const paths = [...new Set(all.map(({ path }) => path))];

describe("every route of the list", () => {
  it.each(all)("$method $path is served, and asks for a key where it needs one", async ({ method, path, scope }) => {
    const answer = await send(method, path);
    expect(answer.status).toBe(scope === null ? 200 : 401);
    await answer.arrayBuffer();
  });

  it.each(paths)("OPTIONS of %s names its methods, and 405 names the same", async (path) => {
    const own = all.filter((route) => route.path === path).map(({ method }) => method);
    const told = await send("OPTIONS", path);
    expect([told.status, await told.text(), told.headers.get("content-length")]).toEqual([204, "", null]);
    expect(told.headers.get("allow")?.split(", ").sort()).toEqual([...own].sort());
    for (const method of [...METHODS, "PROPFIND"].filter((name) => !own.some((one) => one === name))) {
      const refused = await send(method, path);
      expect([refused.status, refused.headers.get("allow")]).toEqual([405, told.headers.get("allow")]);
      expect(await refused.json()).toMatchObject({ status: 405 });
    }
    // CORS headers are absent: no page of another origin gets access.
    expect([...told.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  it.each(served.filter(({ method }) => method === "GET"))(
    "HEAD of $path answers as GET does, without the bytes",
    async ({ path }) => {
      const [got, head] = [await send("GET", path, withKey()), await send("HEAD", path, withKey())];
      expect([head.status, await head.text()]).toEqual([got.status, ""]);
      for (const name of ["content-type", "content-length", "cache-control"])
        expect(head.headers.get(name), name).toBe(got.headers.get(name));
      await got.arrayBuffer();
    },
  );

  it.each(paths)("%s with an extra slash is left to Next to redirect", async (path) => {
    for (const other of [`${path}/`, `/${path}`, path.replace(/\/([^/]+)$/, "//$1")])
      expect((await send("GET", other)).status, other).toBe(NOT_THE_API);
  });
});

describe("a path", () => {
  it.each(["/v1", "/api/v1", "/v1/nowhere", "/v1/EVENT-TYPES", "/v1/%65vents", "/api/v1/events", "/v1/events/x/y"])(
    "%s that is no route is answered by a problem document, whatever the method",
    async (path) => {
      for (const method of [...METHODS, "OPTIONS"]) {
        const answer = await send(method, path, withKey());
        expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
        expect(await answer.json()).toMatchObject({ status: 404 });
      }
    },
  );

  it.each([
    "/",
    "/v1x",
    "/V1/events",
    "/%76%31/events",
    "/e",
    "/e/x/y",
    "/ex",
    "/api/health/x",
    "/api/trpc/x",
    "/webhooks",
  ])("%s does not belong to the API", async (path) => expect((await send("GET", path)).status).toBe(NOT_THE_API));

  it("with an id is decoded once", async () => {
    for (const id of ["%77h_x", "wh%5fx"])
      expect((await send("GET", `/v1/tenant-admin/webhooks/${id}`)).status).toBe(401);
    const answer = await send("POST", `/e/${EVENT_KEY.replace("e", "%65")}`);
    expect([answer.status, await answer.json()]).toEqual([400, { error: "The body is not valid JSON.", status: 400 }]);
  });
});

it("/api/v1/webhooks answers the same as /v1/tenant-admin/webhooks", async () => {
  for (const path of ["/v1/tenant-admin/webhooks", "/api/v1/webhooks"])
    expect(await (await send("GET", path, withKey())).json()).toEqual({ data: [], nextCursor: null });
});

it("/v1/openapi.json serves the document of all routes, compressed for those who take it", async () => {
  const packed = await send("GET", "/v1/openapi.json", { "accept-encoding": "gzip" });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  const plain = await send("GET", "/v1/openapi.json", { "accept-encoding": "gzip;q=0" });
  expect(plain.headers.get("content-encoding")).toBeNull();
  for (const answer of [packed, plain])
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument(routes))));
});

it("the event API and health name their methods", async () => {
  for (const [path, allow] of [
    ["/e/some-key", "POST"],
    ["/api/health", "GET, HEAD, OPTIONS"],
    ["/api/health/web", "GET, HEAD, OPTIONS"],
  ] as const) {
    const [told, refused] = [await send("OPTIONS", path), await send("PUT", path)];
    expect([told.status, told.headers.get("allow")]).toEqual([204, allow]);
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, allow]);
  }
});

it.each(["/v1/events", "/v1/event-types", "/e/x", "/api/health/web", "/v1/nowhere"])(
  "%s is inert in a browser",
  async (path) => {
    const answer = await send("GET", path);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    await answer.arrayBuffer();
  },
);

it("clients that openapi-typescript generates from both descriptions compile and work", async () => {
  const api = await (await send("GET", "/v1/openapi.json")).json();
  const operator = await (await send("GET", "/v1/operator/openapi.json")).json();
  const { key: operatorKey } = await createOperatorKey(database.deps, { by: { kind: "system" } }, { name: "client" });
  expect(await runGeneratedClient({ api, operator }, { url: origin, operatorKey, eventKey: EVENT_KEY })).toEqual({
    created: false,
    paused: "tenant:salon",
    webhook: expect.stringMatching(/^wh_/),
    hasSecret: true,
    code: "url_taken",
    listed: [expect.stringMatching(/^wh_/)],
    sent: ["appointment.created"],
    posted: 1,
  });
});
