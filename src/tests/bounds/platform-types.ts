import { expect } from "vitest";
import { EVENT_TYPES_MAX, putEventType } from "#domain/operator/put-event-type.ts";
import { removeEventType } from "#domain/operator/remove-event-type.ts";
import { prepareCheck } from "#domain/platform-types/check-data.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { testDatabase } from "#tests/database.ts";
import { operatorApi } from "#tests/rest/operator/operator-api.ts";
import { expectProblem } from "#tests/rest/test-api.ts";

const KIB = 1024;
const SYSTEM = { by: { kind: "system" } } as const;
const room = { title: "Room", description: "A room.", schema: {}, sample: {}, resourceIdField: null };

const nested = (levels: number): object => (levels === 1 ? {} : { not: nested(levels - 1) });

export const platformTypeProbes: Probes = {
  "an event type of the platform: its schema and sample": async () => {
    const api = await operatorApi();
    try {
      const put = (changes: object) =>
        api.call("PUT", "/v1/operator/event-types/room.booked", { body: { ...room, ...changes } });
      for (const [changes, path] of [
        [{ schema: { description: "x".repeat(64 * KIB) } }, "schema"],
        [{ schema: nested(21) }, "schema"],
        [{ schema: { $defs: { a: { pattern: "a" } } } }, "schema.$defs.a.pattern"],
        [{ schema: { patternProperties: {} } }, "schema.patternProperties"],
        [{ schema: { uniqueItems: true } }, "schema.uniqueItems"],
        [{ schema: { $dynamicRef: "#a" } }, "schema.$dynamicRef"],
        [{ schema: { $ref: "https://example.com/a.json" } }, "schema.$ref"],
        [{ schema: { not: { $ref: "#" } } }, "schema"],
        [{ sample: { a: "x".repeat(64 * KIB) } }, "sample"],
        [{ sample: { a: nested(50) } }, "sample"],
      ] as const)
        expectProblem(await put(changes), 422, [path]);
      expect((await put({ schema: { $defs: { deep: nested(18) } }, sample: { a: nested(49) } })).status).toBe(201);
    } finally {
      await api.close();
    }
  },

  "event types of the platform": async () => {
    const { deps, close } = await testDatabase();
    try {
      const put = (name: string, title = "Room") =>
        putEventType(deps, SYSTEM, { ...room, title, name, isForced: false });
      await put("room.booked");
      const at = { createdAt: new Date(), updatedAt: new Date(), removedAt: new Date() };
      const many = Array.from({ length: EVENT_TYPES_MAX - 1 }, (_, n) => ({ name: `many.t${n}` }));
      await deps.db.platformEventType.createMany({
        data: many.map(({ name }) => ({ name, version: 1, compatibleFrom: 1, ...at })),
      });
      await expect(put("one.more")).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("500"),
      });
      // A name that was used before is none more.
      expect(await put("many.t0")).toMatchObject({ version: 2, created: true });
      await removeEventType(deps, SYSTEM, { name: "many.t0" });

      await deps.sql(
        `INSERT INTO platform_event_type_version SELECT name, n, title, description, schema, sample, resource_id_field, created_at
         FROM platform_event_type_version, generate_series(2, 150) n WHERE name = 'room.booked'`,
      );
      await deps.sql("UPDATE platform_event_type SET version = 150 WHERE name = 'room.booked'");
      expect(await put("room.booked", "Other")).toMatchObject({ version: 151 });
      const kept = await deps.sql<{ count: number; first: number }>(
        `SELECT count(*)::int AS count, min(version) AS first FROM platform_event_type_version WHERE name = 'room.booked'`,
      );
      expect(kept).toEqual([{ count: 100, first: 52 }]);
    } finally {
      await close();
    }
  },
};

export const platformWorkProbes: Probes = {
  "checks of one event by the schema of a platform's event type": async () => {
    const child = { properties: { child: { $ref: "#" } } };
    const deep = Array.from({ length: 97 }).reduce<object>((inner) => ({ child: inner }), {});
    expect(prepareCheck({ allOf: [child, child] })(deep)?.message).toContain("500,000");
    const steps = Array.from({ length: 1_001 }, (_, n) => [`s${n}`, { $ref: `#/$defs/s${n + 1}` }]);
    const long = { $defs: Object.fromEntries([...steps, ["s1001", {}]]), $ref: "#/$defs/s0" };
    expect(prepareCheck(long)({})?.message).toContain("500,000");
  },
};
