import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openApiDocument } from "#rest/openapi.ts";
import { routes } from "#rest/routes.ts";
import type { RouteHandler } from "#rest/serve-route.ts";
import { wiring } from "#server/deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addKey, readAnswer } from "#tests/rest/call-route.ts";

type Module = Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS", RouteHandler> & { dynamic: string };

let database: TestDatabase;
let key: string;

// The handlers of app/ are wired by the environment, so this file points the environment at its database.
beforeAll(async () => {
  database = await testDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    LOG_LEVEL: "silent",
    // The test runner sets it to a path, for pages.
    BASE_URL: "http://localhost:3000",
  });
  key = await addKey(database.deps, await database.addTenant());
});
afterAll(async () => {
  await wiring().close();
  await database.close();
});

const app = join(import.meta.dirname, "..", "..", "app");

const load = async (path: string): Promise<Module> => {
  const file = join(app, path.replace("{id}", "[id]").replace("{rid}", "[rid]"), "route.ts");
  expect(existsSync(file), file).toBe(true);
  return import(/* @vite-ignore */ file);
};

const send = async (module: Module, method: keyof Module, path: string, authorization?: string) => {
  const handler = module[method];
  if (typeof handler === "string") throw new Error("not a handler");
  const request = new Request(`http://localhost${path.replace("{id}", "wh_x").replace("{rid}", "rec_x")}`, {
    method,
    headers: authorization ? { Authorization: authorization } : {},
  });
  return readAnswer(await handler(request, { params: Promise.resolve({ id: "wh_x", rid: "rec_x" }) }));
};

const aliasOf = (path: string) => path.replace("/v1/tenant-admin/webhooks", "/api/v1/webhooks");

const bound = routes.flatMap((route) => [
  { method: route.method, path: route.path as string, scope: route.scope },
  ...(aliasOf(route.path) === route.path
    ? []
    : [{ method: route.method, path: aliasOf(route.path), scope: route.scope }]),
]);

it.each(bound)("$method $path is served by the route it belongs to", async ({ method, path, scope }) => {
  const module = await load(path);
  expect(module.dynamic).toBe("force-dynamic");
  expect((await send(module, method, path)).status).toBe(scope === null ? 200 : 401);
  const others = (["GET", "POST", "PUT", "PATCH", "DELETE"] as const).filter(
    (name) => !bound.some((route) => route.path === path && route.method === name),
  );
  for (const other of others) expect((await send(module, other, path)).status).toBe(405);
});

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

it.each([...new Set(bound.map(({ path }) => path)), "/e/[key]"])(
  "OPTIONS of %s names its methods, and 405 names the same",
  async (path) => {
    const module = await load(path);
    const told = await send(module, "OPTIONS", path);
    const allowed = told.headers.get("allow")?.split(", ");
    const own = bound.filter((route) => route.path === path).map(({ method }) => method);
    expect(told).toMatchObject({ status: 204, body: undefined });
    expect(allowed?.sort()).toEqual(path === "/e/[key]" ? ["POST"] : own.sort());
    for (const method of METHODS.filter((name) => !allowed?.includes(name))) {
      const refused = await send(module, method, path);
      expect(refused.status).toBe(405);
      expect(refused.headers.get("allow")).toBe(told.headers.get("allow"));
    }
    // No page of another origin is let in.
    expect([...told.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  },
);

it("/api/v1/webhooks answers the same as /v1/tenant-admin/webhooks", async () => {
  const paths = ["/v1/tenant-admin/webhooks", "/api/v1/webhooks"];
  const answers = await Promise.all(
    paths.map(async (path) => (await send(await load(path), "GET", path, `Bearer ${key}`)).body),
  );
  expect(answers[0]).toEqual({ data: [], nextCursor: null });
  expect(answers[1]).toEqual(answers[0]);
});

it.each(["/v1/[[...path]]", "/api/v1/[[...path]]"])("%s answers 404 for whatever is not there", async (path) => {
  const answer = await send(await load(path), "POST", "/v1/nonsense", `Bearer ${key}`);
  expect(answer).toMatchObject({ status: 404, body: { status: 404 } });
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect((await send(await load(path), "OPTIONS", "/v1/nonsense")).status).toBe(404);
});

it("/v1/openapi.json serves the document of all routes", async () => {
  const { body } = await send(await load("/v1/openapi.json"), "GET", "/v1/openapi.json");
  expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument(routes))));
});
