import { expect } from "vitest";
import { nameEvents, readEventNames } from "#domain/events/announced-events.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { createDispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { metricsWorkProbes } from "#tests/bounds/metrics.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { acceptMany, watchSql, withWorld } from "#tests/bounds/world.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

export const dispatchProbes: Probes = {
  ...metricsWorkProbes,

  "deliveries that a batch of events makes": () =>
    withWorld(async ({ deps, actor }) => {
      const events = ["appointment.created", "appointment.scheduled", "appointment.changed"];
      for (let one = 0; one < 49; one++) await addWebhook(deps, actor, { events });
      const eventIds = await acceptMany(deps, actor, 16);
      const { sql, sent } = watchSql(deps, "INSERT INTO webhook_delivery (");
      const made = await fanOut({ ...deps, sql }, eventIds);
      expect(made.claims.length + made.slow.length).toBe(16 * (49 * 3 + 1));
      expect(Math.max(...sent.map(({ rows }) => rows))).toBeLessThan(2_000 + 148);
    }),

  "names of events in an announcement": async () => {
    const events = Array.from({ length: 200 }, (_, n) => ({ eventId: `evt_${n}`, tenantId: "ü".repeat(5) }));
    const named = events.slice(0, 150);
    expect(Buffer.byteLength(nameEvents(named))).toBeLessThanOrEqual(7_000);
    expect(readEventNames(nameEvents(named).split(","))).toEqual(named);
    expect(nameEvents(events)).toBe("");
  },

  "batches that were dispatched before their run": () =>
    withWorld(async ({ deps, actor }) => {
      const { tenantId } = actor;
      const eventIds = await acceptMany(deps, actor, 101);
      const ahead = createDispatchAhead(deps);
      for (const eventId of eventIds) expect((await ahead.begin([{ eventId, tenantId }])).events).toHaveLength(1);
      const attempted = [];
      for (const eventId of eventIds) attempted.push((await ahead.dispatch([eventId])).attempted);
      expect(attempted, "the first batch was forgotten").toEqual([0, ...Array(100).fill(1)]);
      await deps.inFlight.whenIdle();
    }),

  "events that are handed over while they are stored": () =>
    withWorld(async ({ deps, actor }) => {
      const { tenantId } = actor;
      const { sql, sent } = watchSql(deps, "DELETE FROM webhook_outbox");
      const ahead = createDispatchAhead({ ...deps, sql }, (one) => one === "held back");
      const sourceOf = (id: string, tenantId: string) => ({
        id,
        tenantId,
        mode: "live" as const,
        event: "a.b",
        resourceId: null,
        occurredAt: new Date(),
        traceParent: null,
        body: Buffer.of(),
      });
      ahead.hand([sourceOf("evt_own", tenantId), sourceOf("evt_held", "held back")], 1);
      for (let n = 0; n < 9; n++) ahead.hand([sourceOf(`evt_${n}`, tenantId)], n);
      await ahead.whenIdle();
      expect(sent).toHaveLength(4);
      const given: unknown[] = [];
      const store = shareCommits(deps, (sources) => given.push(sources.length));
      const sizes = [{ count: 21 }, { count: 1, filler: "x".repeat(64 * KIB) }, { count: 20 }];
      for (const { count, ...data } of sizes) await acceptMany(deps, actor, count, data, store);
      expect(given).toEqual([20]);
    }),

  "attempts that are signed ahead": () =>
    withWorld(async ({ deps, actor }) => {
      const eventIds = await acceptMany(deps, actor, 20);
      let signed = 0;
      const open: EngineDeps["secrets"]["open"] = (...given) => {
        signed++;
        return deps.secrets.open(...given);
      };
      const { claims } = await fanOut({ ...deps, secrets: { ...deps.secrets, open } }, eventIds);
      expect([claims.length, signed]).toEqual([20, 10]);
    }),

  "bodies of derived events": () =>
    withWorld(async ({ deps, actor }) => {
      await addWebhook(deps, actor, { events: ["appointment.scheduled", "appointment.changed"] });
      const eventIds = await acceptMany(deps, actor, 12, { filler: "x".repeat(250_000) });
      const { sql, sent } = watchSql(deps, "INSERT INTO webhook_delivery (");
      await fanOut({ ...deps, sql }, eventIds);
      const sizes = sent.map(({ bytes }) => bytes);
      expect(Math.max(...sizes)).toBeLessThan(2 * MIB + 2 * 256 * KIB);
      expect(sizes.reduce((all, size) => all + size)).toBeGreaterThan(24 * 250_000);
    }),
};
