import { expect } from "vitest";
import { nameEvents, readEventNames } from "#domain/events/announced-events.ts";
import { newId } from "#domain/ids.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { storeEvents } from "#engine/accept/store-events.ts";
import { createDispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { createKnownWebhooks } from "#engine/dispatch/known-webhooks.ts";
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

  "events that are handed to the worker": () =>
    withWorld(async ({ deps, actor }) => {
      const stored = Promise.withResolvers<void>();
      const { sql, sent } = watchSql(deps, "INSERT INTO webhook_delivery (");
      const waiting: EngineDeps["sql"] = (text, ...given) => {
        const asked = sql<never>(text, ...given);
        return text.includes("INSERT INTO webhook_delivery (") ? stored.promise.then(() => asked) : asked;
      };
      const ahead = createDispatchAhead({ ...deps, sql: waiting }, { isHeldBack: (one) => one === "held back" });
      const rows: NewEvent[] = [];
      await acceptMany(deps, actor, 1, {}, (given) => {
        rows.push(...given);
        return storeEvents(deps, given);
      });
      const [row = expect.fail()] = rows;
      const hand = (tenantId: string) => ahead.hand([{ ...row, id: newId("evt"), tenantId }]);
      expect(await hand("held back")).toBeNull();
      const handed = Array.from({ length: 9 }, () => hand(actor.tenantId));
      expect(await Promise.all(handed.slice(4))).toEqual(Array(5).fill(null));
      stored.resolve();
      for (const ids of await Promise.all(handed.slice(0, 4))) expect(ids).toHaveLength(1);
      expect(sent).toHaveLength(4);
      await ahead.whenIdle();
      const given: number[] = [];
      const store = shareCommits(deps, async (rows) => {
        given.push(rows.length);
        return "left";
      });
      const sizes = [{ count: 21 }, { count: 1, filler: "x".repeat(64 * KIB) }, { count: 20 }];
      for (const { count, ...data } of sizes) await acceptMany(deps, actor, count, data, store);
      expect(given).toEqual([20]);
    }),

  "webhooks that a worker remembers": () =>
    withWorld(async ({ deps, actor, database }) => {
      const { sql, sent } = watchSql(deps, "FROM webhook_subscription WHERE tenant_id = ANY(");
      const webhooks = createKnownWebhooks({ sql });
      await webhooks.read([actor.tenantId]);
      const unknown = Array.from({ length: 998 }, (_, n) => `nobody-${n}`);
      await webhooks.read(unknown);
      await webhooks.read([actor.tenantId]);
      expect(sent, "a webhook and its tenant, and 998 tenants without one, are 1,000").toHaveLength(2);
      await webhooks.read([(await database.addTenant()).tenantId]);
      await webhooks.read([actor.tenantId]);
      expect(sent, "the first one was forgotten").toHaveLength(4);
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
