import { expect } from "vitest";
import { createKnownApiKeys } from "#domain/api-keys/known-api-keys.ts";
import { prepareRedaction } from "#domain/deliveries/redact-body.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { figureFollowers } from "#domain/figures/follow-figures.ts";
import { dayHoursFollower } from "#domain/figures/write-day-hours.ts";
import { listStuck } from "#domain/operator/list-stuck.ts";
import { pauseSending } from "#domain/operator/pause-sending.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { searchFollower } from "#domain/search/follow-events.ts";
import { readMatching } from "#domain/search/read-matching.ts";
import { searchTerms } from "#domain/search/search-terms.ts";
import { wordsOfFacts } from "#domain/search/words-of-event.ts";
import { createTurns, inTurns } from "#domain/turns.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { acceptMany, withWorld } from "#tests/bounds/world.ts";
import { until } from "#tests/until.ts";

const KIB = 1024;

export const workProbes: Probes = {
  "pauses of sending": () =>
    withWorld(async ({ deps }) => {
      await deps.sql(
        "INSERT INTO sending_pause (scope, cause) SELECT 'host:h' || n || '.example', 'operator' FROM generate_series(1, 999) n",
      );
      const pause = (scope: string) => pauseSending(deps, { by: { kind: "system" } }, { scope });
      await pause("host:last.example");
      await expect(pause("host:more.example")).rejects.toMatchObject({ code: "conflict" });
      expect(await pause("all"), "the kill switch").toMatchObject({ scope: "all" });
      expect(await pause("host:last.example"), "a repeat").toMatchObject({ scope: "host:last.example" });
    }),

  "work that counts as stuck": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      await deps.sql(
        `WITH event AS (
           INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
           SELECT 'evt_' || n, $1, 'order.completed', now() FROM generate_series(1, 10001) n RETURNING id)
         INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at)
         SELECT 'dlv_' || id, $1, $2, id, 'order.completed', now() - interval '1 hour' FROM event`,
        [actor.tenantId, webhook.id],
      );
      const { data } = await listStuck(deps, { limit: 100, minAgeSeconds: 60 });
      expect(data).toMatchObject([{ count: 10_000, isCounted: false }]);
    }),

  "API keys that a process knows": async () => {
    let now = 0;
    let reads = 0;
    const known = createKnownApiKeys({ clock: () => now });
    const find = (hash: string) =>
      known.find(hash, async () => {
        reads++;
        const rest = { tenantId: "t", name: "n", scopes: [], expiresAt: null, lastUsedAt: null, hashKeyId: null };
        return { ...rest, mode: "live" as const, id: hash, hash };
      });
    for (let index = 0; index <= 10_000; index++) await find(`hash_${index}`);
    await find("hash_1");
    expect(reads, "the second is still known").toBe(10_001);
    await find("hash_0");
    expect(reads, "the first was forgotten").toBe(10_002);
    now = 5_000;
    await find("hash_0");
    expect(reads).toBe(10_003);
  },

  "rows that a follower reads": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      await deps.sql(
        `WITH event AS (
           INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
           SELECT 'evt_' || n, $1, 'order.completed', now() FROM generate_series(1, 2500) n RETURNING id)
         INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status)
         SELECT 'dlv_' || id, $1, $2, id, 'order.completed', 'canceled' FROM event`,
        [actor.tenantId, webhook.id],
      );
      const canceled = async () =>
        (
          await deps.sql<{ n: number }>(
            "SELECT sum(canceled)::int AS n FROM webhook_figure WHERE step = 1440 AND webhook_id = '' AND event = ''",
          )
        )[0]?.n;
      const [deliveries] = figureFollowers(deps);
      await until("a page is read", async () => (await deliveries?.followPage()) && (await canceled()));
      expect(await canceled()).toBe(2_000);
      await deliveries?.followPage();
      expect(await canceled()).toBe(2_500);
    }),

  "days whose hours are written at once": () =>
    withWorld(async ({ deps, actor }) => {
      await deps.sql(
        `INSERT INTO webhook_figure (tenant_id, mode, step, webhook_id, event, at)
         SELECT $1, 'live', 1440, '', '', date_trunc('day', now(), 'UTC') - n * interval '24 hours' FROM generate_series(2, 61) n`,
        [actor.tenantId],
      );
      const written = async () =>
        (await deps.sql<{ n: number }>("SELECT count(hours)::int AS n FROM webhook_figure"))[0]?.n;
      const { followPage } = dayHoursFollower(deps);
      expect([await followPage(), await written()]).toEqual([true, 50]);
      expect([await followPage(), await written()]).toEqual([false, 60]);
    }),

  "fields that webhooks hide": async () => {
    const data = { appointmentId: "x", a: Array.from({ length: 80_000 }, () => ({})) };
    const body = buildEventBody({ id: "e", event: "appointment.created", tenantId: "t", timestamp: new Date(), data });
    const webhooks = Array.from({ length: 50 }, (_, one) =>
      Array.from({ length: 20 }, (_, path) => `a.b.c.d.e.f.g.h${one}_${path}`),
    );
    let [steps, pauses] = [0, 0];
    const { step } = createTurns();
    const turns = {
      step: (count = 1) => {
        steps += count;
        return step(count);
      },
      pause: async () => void pauses++,
    };
    const redact = await inTurns(
      prepareRedaction({ event: "appointment.created", body }, webhooks.flat(), turns),
      turns,
    );
    for (const paths of webhooks) expect(await inTurns(redact(paths), turns)).toBe(body);
    expect(steps).toBeLessThan(80_100);
    expect(pauses).toBe(Math.floor(steps / 2_000));
  },

  "words of a search": () =>
    withWorld(async ({ deps, actor: { tenantId } }) => {
      expect(searchTerms("a b c d e f g h")).toHaveLength(6);
      const asked = { tenantId, mode: "live", q: "anna" } as const;
      await deps.sql(
        `INSERT INTO webhook_search_word (tenant_id, mode, word, card_id) SELECT $1, 'live', 'anna', n FROM generate_series(1, 2001) n`,
        [tenantId],
      );
      expect(await findEvents(deps, asked)).toMatchObject({ kind: "many" });
      await deps.sql("DELETE FROM webhook_search_word WHERE card_id = 1");
      expect(await findEvents(deps, asked)).toEqual({ kind: "few", ids: [] });
      let reads = 0;
      const readStop = async () => [[{ id: String(9 - reads++), isMatch: false, isStop: true }]];
      expect(await readMatching(readStop, { cursor: undefined, limit: 20 })).toMatchObject({ rows: [] });
      expect(reads).toBe(10);
    }),

  "words by which an event is found": async () => {
    const name = Array.from({ length: 90 }, (_, n) => `n${n}`).join(" ");
    const facts = ["a", "b", "c", "d", "e"].map((thing) => ({
      thing,
      field: "Name" as const,
      value: name.replaceAll("n", thing),
    }));
    expect(wordsOfFacts(facts.slice(0, 1))).toHaveLength(12);
    expect(wordsOfFacts(facts)).toHaveLength(40);
    expect(wordsOfFacts([{ thing: "a", field: "Id", value: "x".repeat(200) }])).toEqual(["x".repeat(100)]);
  },

  "bodies whose words are read at once": () =>
    withWorld(async ({ deps, actor }) => {
      await acceptMany(deps, actor, 6, { notes: "x".repeat(240 * KIB) });
      const read: number[] = [];
      const sql: EngineDeps["sql"] = async (...asked) => {
        const rows = await deps.sql<never>(...asked);
        if (asked[0].includes("bytes_before")) read.push(rows.length);
        return rows;
      };
      const { followPage } = searchFollower({ sql });
      await deps.sql("UPDATE follower_place SET backfilled_to = NULL WHERE name = 'search_words'");
      expect([await followPage(), await followPage()]).toEqual([true, false]);
      expect(read).toEqual([5, 1]);
    }),
};
