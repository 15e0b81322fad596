import { afterAll, beforeAll, expect, it } from "vitest";
import { REQUEST_TIMEOUTS } from "#database/database.ts";
import type { Sql } from "#domain/context.ts";
import { closeWirings, pipelineWiring, setWorkerId, wiring } from "#server/deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

// Web process with a real Inngest: handlers and functions in one process, wired by the environment.

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    LOG_LEVEL: "silent",
    ENGINE: "inngest",
    INNGEST_DEV: "1",
    // The test runner sets BASE_URL to a path, for pages.
    BASE_URL: "http://localhost:3000",
  });
  setWorkerId("wrk_web", REQUEST_TIMEOUTS);
});
afterAll(() => database.close());

const limitOf = async (sql: Sql) => {
  const [row] = await sql<{ statement_timeout: string }>("SHOW statement_timeout");
  return row?.statement_timeout;
};

it("functions that Inngest calls get work timeouts and the same lease name; handlers for people keep short timeouts", async () => {
  await wiring().deps.sql("SELECT 1");
  expect("bellhopPipelineWiring" in globalThis, "created only for calls of Inngest").toBe(false);
  const { GET } = await import("#app/api/inngest/route.ts");
  const asked = new Request("http://localhost:3000/api/inngest", { headers: { host: "localhost:3000" } });
  expect((await GET(asked)).status).toBe(200);
  expect("bellhopPipelineWiring" in globalThis).toBe(true);
  expect(pipelineWiring()).toBe(pipelineWiring());
  expect(await limitOf(wiring().deps.sql)).toBe("1500ms");
  expect(await limitOf(pipelineWiring().deps.sql)).toBe("10s");
  expect(pipelineWiring().deps.workerId).toBe("wrk_web");
});

it("a stop waits for the attempts of functions and handlers, and ends all connections", async () => {
  const { deps } = pipelineWiring();
  const taken = deps.inFlight.enter({ subscriptionId: "wh_1", tenantId: "a", host: "example.com" }, "slow");
  const closed = closeWirings();
  expect(await limitOf(deps.sql), "an open attempt can still be written down").toBe("10s");
  taken?.leave();
  await closed;
  for (const one of [wiring(), pipelineWiring()]) await expect(one.deps.sql("SELECT 1")).rejects.toThrow();
});
