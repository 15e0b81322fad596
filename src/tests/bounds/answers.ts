import { expect } from "vitest";
import { selectionInput } from "#domain/deliveries/bulk.schema.ts";
import { EXPORT_ROWS_MAX, exportDeliveries } from "#domain/deliveries/export-deliveries.ts";
import { listUpcoming } from "#domain/deliveries/list-upcoming.ts";
import { readEventData } from "#domain/deliveries/read-event-data.ts";
import { eventTypeNames } from "#domain/event-types/catalog.ts";
import { tellStory } from "#domain/events/tell-story.ts";
import { getTotals } from "#domain/figures/get-stats.ts";
import { dayHoursFollower } from "#domain/figures/write-day-hours.ts";
import { find } from "#domain/search/find.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { listAuditRoute } from "#rest/audit-routes.ts";
import { getDeliveryRoute, listDeliveriesRoute, resendDeliveryRoute } from "#rest/delivery-routes.ts";
import { listEventsRoute, sendEventsRoute } from "#rest/event-routes.ts";
import { getStatsRoute } from "#rest/stats-routes.ts";
import { createWebhookRoute, listWebhooksRoute, testWebhookRoute } from "#rest/webhook-routes.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { acceptMany, type World, withWorld } from "#tests/bounds/world.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";
import { expectProblem, testApi } from "#tests/rest/test-api.ts";
import { addAttempts, addDelivery, addDueDeliveries } from "#tests/seed-deliveries.ts";

export const answersProbes: Probes = {
  "errors of a problem document": async () => {
    const api = await testApi();
    const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${i}`, 0]));
    for (const [route, body] of [
      [sendEventsRoute, Array(1_000).fill({})],
      [sendEventsRoute, { event: "appointment.created", data: {}, ...unknown }],
      [createWebhookRoute, unknown],
    ] as const) {
      const answer = await api.call(route, { body });
      expectProblem(
        answer,
        422,
        answer.body.errors.map(({ path }: { path: string }) => path),
      );
      expect(answer.body.errors).toHaveLength(50);
      expect(answer.body.errorsOmitted).toBeGreaterThan(900);
    }
    await api.close();
  },

  "places that errors name": async () => {
    const api = await testApi();
    const body = `{"event":"appointment.created","data":{"${"n".repeat(200_000)}":[${Array(900).fill("1e400")}]}}`;
    for (const route of [sendEventsRoute, createWebhookRoute]) {
      const answer = await api.call(route, { body });
      expect(answer).toMatchObject({ status: 422, body: { errorsOmitted: 850 } });
      expect(JSON.stringify(answer.body).length).toBeLessThan(32 * 1024);
    }
    await api.close();
  },

  "attempts of a delivery": () =>
    withDelivery(async ({ deps, call }, id) => {
      await addAttempts(deps, id, 60, "automatic");
      const { body: newest } = await call(getDeliveryRoute, { id });
      expect(newest.attempts).toHaveLength(50);
      expect(newest).toMatchObject({ attemptsOmitted: 10, attempts: { 0: { number: 11 }, 49: { number: 60 } } });
      const { body: earlier } = await call(getDeliveryRoute, { id, query: "?attemptsBefore=11" });
      expect(earlier).toMatchObject({ attemptsOmitted: 0, attempts: { 0: { number: 1 }, length: 10 } });
      for (const wrong of ["0", "x", "3000000000"])
        expectProblem(await call(getDeliveryRoute, { id, query: `?attemptsBefore=${wrong}` }), 422, ["attemptsBefore"]);
    }),

  "the body of a delivery": () =>
    withWorld(async ({ call, webhook }) => {
      const tested = await call(testWebhookRoute, { id: webhook.id, body: {} });
      const { id, body } = tested.body.delivery;
      const { body: delivery } = await call(getDeliveryRoute, { id });
      expect(delivery.body).toBe(body);
      for (const { attempts } of [{ attempts: [tested.body.attempt] }, delivery])
        expect(Object.keys(attempts[0].request)).toEqual(["url", "headers"]);
    }),

  "resends of a delivery": () =>
    withDelivery(async ({ deps, call }, id) => {
      await addAttempts(deps, id, 100);
      const refused = await call(resendDeliveryRoute, { id });
      expectProblem(refused, 409);
      expect(refused.body.detail).toContain("100 times");
    }),

  "rows of a list": () =>
    withWorld(async ({ call }) => {
      for (const route of [listDeliveriesRoute, listEventsRoute, listWebhooksRoute, listAuditRoute]) {
        expect((await call(route, { query: "?limit=100" })).status).toBe(200);
        expectProblem(await call(route, { query: "?limit=101" }), 422, ["limit"]);
      }
    }),

  "an export of the log": () =>
    withWorld(async ({ deps, actor }) => {
      const open = () => exportDeliveries(deps, actor, {}, "text/csv");
      const started = [await open(), await open()].map((lines) => lines[Symbol.asyncIterator]());
      for (const lines of started) await lines.next();
      await expect(open()).rejects.toMatchObject({ code: "rate_limited" });
      for (const lines of started) await lines.return?.();
      expect((await Array.fromAsync(await open())).join("")).toMatch(/^id,/);
      expect(EXPORT_ROWS_MAX).toBe(100_000);
    }),

  "deliveries that one selection resends or cancels": async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `dlv_${index}`);
    expect(selectionInput.safeParse({ ids }).error?.issues).toMatchObject([{ path: ["ids"] }]);
    expect(selectionInput.safeParse({ ids: ids.slice(1) }).success).toBe(true);
  },

  "bodies that a page of the log reads for names": () =>
    withWorld(async ({ deps, actor }) => {
      const customer = { name: "Ada" };
      const [small] = await acceptMany(deps, actor, 1, { customer });
      const [large] = await acceptMany(deps, actor, 1, { customer, notes: "x".repeat(40_000) });
      const ids = [small, large].flatMap((id) => id ?? []);
      const data = await readEventData(deps, actor.tenantId, ids);
      expect([...data.keys()]).toEqual([small]);
    }),

  "chapters of the story of a resource": () =>
    withWorld(async ({ deps, actor }) => {
      await deps.sql(
        `INSERT INTO webhook_event (id, tenant_id, event, resource_id, occurred_at)
         SELECT 'evt_' || lpad(n::text, 26, '0'), $1, 'appointment.updated', 'apt_long', now() FROM generate_series(1, 120) n`,
        [actor.tenantId],
      );
      const story = await tellStory(deps, actor, { resourceId: "apt_long" });
      expect(story).toMatchObject({ hasEarlier: true, chapters: { length: 100 } });
      expect(story.chapters.at(-1)?.eventId).toMatch(/120$/);
    }),

  "figures: rows of an answer": () =>
    withWorld(async ({ deps, actor, call }) => {
      await deps.sql(
        `INSERT INTO webhook_figure (tenant_id, mode, step, webhook_id, event, at, delivered)
         SELECT DISTINCT $1, 'live', step, '', e, date_trunc(unit, now() - h * interval '1 hour', 'UTC'), 1
         FROM unnest($2::text[]) e, generate_series(1, 1000) h, (VALUES (60, 'hour'), (1440, 'day')) s(step, unit)`,
        [actor.tenantId, eventTypeNames.slice(0, 11)],
      );
      const since = new Date(Date.now() - 42 * 86_400_000).toISOString();
      const refused = await call(getStatsRoute, { query: `?by=event&since=${since}` });
      expectProblem(refused, 422, ["step"]);
      const { followPage } = dayHoursFollower(deps);
      while (await followPage());
      expectProblem(await call(getStatsRoute, { query: `?by=event&since=${since}` }), 422, ["step"]);
      const one = await call(getStatsRoute, { query: `?by=event&event=${eventTypeNames[0]}&since=${since}` });
      expect(one.body.data).toHaveLength(1_000);
    }),

  "figures: how far minutes reach back": () =>
    withWorld(async ({ call }) => {
      const since = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
      expect((await call(getStatsRoute, { query: `?step=minute&since=${since(47)}` })).status).toBe(200);
      expectProblem(await call(getStatsRoute, { query: `?step=minute&since=${since(49)}` }), 422, ["since"]);
    }),

  "attempts that figures without a success are compared with": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      const add = (state: Parameters<typeof addDelivery>[3]) => addDelivery(deps, actor, webhook.id, state);
      await addAttempts(deps, await add({ status: "delivered" }), 1);
      const newer = await add({ test: true });
      const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
      const isBehind = async () => (await getTotals(deps, actor, { since: at(-1), until: at(1) })).isBehind;
      await addAttempts(deps, newer, 199);
      expect(await isBehind()).toBe(true);
      await addAttempts(deps, newer, 1);
      expect(await isBehind()).toBe(false);
    }),

  "results of a search": () =>
    withWorld(async ({ deps, actor }) => {
      for (let n = 0; n < 70; n++)
        await acceptMany(deps, actor, 1, { appointmentId: `apt_${n}`, customer: { name: `Ada ${n}` } });
      const big = { appointmentId: "apt_big", customer: { name: "Ada Big" }, notes: "x".repeat(33 * 1024) };
      await acceptMany(deps, actor, 1, big);
      await indexAllEvents(deps);
      const read: number[] = [];
      const sql: EngineDeps["sql"] = async (...asked) => {
        const rows = await deps.sql<never>(...asked);
        if (asked[0].includes("octet_length(p.body)")) read.push(rows.length);
        return rows;
      };
      const { data } = await find({ sql }, actor, { q: "ada" });
      expect(read).toEqual([60]);
      expect(data.map(({ kind }) => kind)).toEqual([...Array(6).fill("customer"), ...Array(6).fill("appointment")]);
      expect(data.map(({ id }) => id)).not.toContain("apt_big");
    }),

  "deliveries that wait for a webhook": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      await addDueDeliveries(deps, actor, webhook, 12);
      const { waiting, next } = await listUpcoming(deps, actor, webhook);
      expect([waiting, next.length]).toEqual([12, 10]);
    }),
};

const withDelivery = (probe: (world: World & { deps: EngineDeps }, id: string) => Promise<void>) =>
  withWorld(async (world) => {
    const [due] = await addDueDeliveries(world.deps, world.actor, world.webhook, 1);
    await probe(world, due?.deliveryId ?? "");
  });
