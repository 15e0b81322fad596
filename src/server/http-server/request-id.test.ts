import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseNetworks } from "#domain/url-policy/networks.ts";
import { withRequestId } from "#server/http-server/request-id.ts";
import { createLogger } from "#server/logging/logger.ts";
import { outsideRequests } from "#server/logging/request-context.ts";

const lines: Record<string, unknown>[] = [];
const log = createLogger("debug", "test", { write: (line: string) => void lines.push(JSON.parse(line)) });
const networks = (text: string) => {
  const parsed = parseNetworks(text);
  return parsed.ok ? parsed.networks : expect.fail();
};

/** A server that logs before and after it has waited, within the request and outside. */
const startServer = async (trusted: string) => {
  const server = createServer(
    withRequestId(async (request, response) => {
      log.info({ path: request.url }, "before");
      await new Promise(setImmediate);
      log.info({ path: request.url }, "after");
      outsideRequests(log).warn({ path: request.url }, "background");
      response.end(JSON.stringify({ seen: request.headers["x-request-id"] }));
    }, networks(trusted)),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const ask = (path: string, headers: Record<string, string | string[]> = {}) =>
    new Promise<{ id: unknown; seen: unknown }>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const sent = send({ host: "127.0.0.1", port, path, headers, agent: false }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve({ id: response.headers["x-request-id"], ...JSON.parse(text) }));
      });
      sent.on("error", reject).end();
    });
  return { ask, close: () => new Promise((resolve) => server.close(resolve)) };
};

let direct: Awaited<ReturnType<typeof startServer>>;
let behindProxy: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  direct = await startServer("");
  behindProxy = await startServer("127.0.0.0/8");
});
afterAll(() => Promise.all([direct.close(), behindProxy.close()]));

const idsOf = (path: string, message: string) =>
  lines.filter((line) => line.path === path && line.msg === message).map(({ requestId }) => requestId);

it("each answer carries an id of its own, and so do the lines that are written meanwhile, of many requests at once too", async () => {
  const paths = Array.from({ length: 20 }, (_, index) => `/own/${index}`);
  const answers = await Promise.all(paths.map((path) => direct.ask(path)));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(20);
  for (const [index, { id, seen }] of answers.entries()) {
    const path = paths[index] ?? "";
    expect(id).toMatch(/^req_[\da-z]{26}$/);
    expect(seen).toBe(id);
    expect([...idsOf(path, "before"), ...idsOf(path, "after")]).toEqual([id, id]);
    expect(idsOf(path, "background")).toEqual([undefined]);
  }
});

it("a line that belongs to no request has no id, and no field of another line", () => {
  log.info({ path: "/none" }, "before");
  log.info({}, "empty");
  expect(idsOf("/none", "before")).toEqual([undefined]);
  expect(Object.keys(lines.at(-1) ?? {}).sort()).toEqual(["level", "msg", "name", "time", "version"]);
});

it("the id of a trusted proxy is kept, and that of anybody else is replaced", async () => {
  const given = "4f6c1d0e-5a53-4b1f-9a43-0d7d2a0c9f11";
  expect(await behindProxy.ask("/proxy", { "x-request-id": given })).toEqual({ id: given, seen: given });
  expect(idsOf("/proxy", "after")).toEqual([given]);
  const { id, seen } = await direct.ask("/direct", { "X-Request-Id": given });
  expect(id).toMatch(/^req_/);
  expect(seen).toBe(id);
});

it.each([
  ["a short one", "1234567"],
  ["a long one", "x".repeat(129)],
  ["one with a space", "1234 5678"],
  ["one with a quote", '12345678"'],
  ["two at once", ["12345678-a", "12345678-b"]],
])("of a trusted proxy %s is replaced", async (_, given) => {
  expect((await behindProxy.ask("/odd", { "x-request-id": given })).id).toMatch(/^req_/);
});
