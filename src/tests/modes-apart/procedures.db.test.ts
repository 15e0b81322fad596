import { callTRPCProcedure } from "@trpc/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { Actor } from "#domain/context.ts";
import { type Mode, mode as modes } from "#domain/mode.schema.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Furnished, furnishTenant } from "#tests/rest/seed-tenant.ts";
import { sessionOf } from "#tests/session-of.ts";
import { appRouter } from "#trpc/routers/_app.ts";

/** Lists of a tenant that are about no single mode. */
const OF_BOTH_MODES = ["apiKeys.list", "audit.list", "eventTypes.list", "members.list"];

const lists = Object.keys(appRouter._def.procedures).filter((path) => path.endsWith(".list"));

let database: TestDatabase;
let actor: Actor;
let ids: Record<Mode, Furnished>;
beforeAll(async () => {
  database = await testDatabase();
  actor = await database.addTenant();
  const furnish = (mode: Mode) => furnishTenant(database.deps, actor, "http://127.0.0.1:9/hook", mode);
  ids = { live: await furnish("live"), test: await furnish("test") };
});
afterAll(() => database.close());

const rowsOf = z.object({ data: z.array(z.object({ id: z.string(), mode: modes })) });

const listOf = async (path: string, input: object) => {
  const result: unknown = await callTRPCProcedure({
    router: appRouter,
    path,
    getRawInput: async () => input,
    ctx: { deps: database.deps, session: sessionOf(actor), subscribeTenant: () => () => {} },
    type: "query",
    signal: undefined,
    batchIndex: 0,
  });
  return rowsOf.parse(result).data;
};

it.each(lists.filter((path) => !OF_BOTH_MODES.includes(path)))(
  "%s shows live objects, and test ones when asked",
  async (path) => {
    for (const [asked, mode] of [
      [{}, "live"],
      [{ mode: "live" }, "live"],
      [{ mode: "test" }, "test"],
    ] as const) {
      const rows = await listOf(path, asked);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(row.mode).toBe(mode);
        expect(Object.values(ids[mode])).toContain(row.id);
      }
    }
  },
);
