import type { PeerCertificate } from "node:tls";
import { expect } from "vitest";
import { createKnownApiKeys } from "#domain/api-keys/known-api-keys.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { prepareRedaction } from "#domain/deliveries/redact-body.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { figureFollowers } from "#domain/figures/follow-figures.ts";
import { dayHoursFollower } from "#domain/figures/write-day-hours.ts";
import { listStuck } from "#domain/operator/list-stuck.ts";
import { pauseSending } from "#domain/operator/pause-sending.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { searchFollower } from "#domain/search/follow-events.ts";
import { readMatching } from "#domain/search/read-matching.ts";
import { searchTerms } from "#domain/search/search-terms.ts";
import { wordsOfFacts } from "#domain/search/words-of-event.ts";
import { createTurns, inTurns } from "#domain/turns.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { withVariantBodies } from "#engine/attempt/variant-bodies.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { createInFlight } from "#engine/claim/in-flight.ts";
import { takeUnannounced } from "#engine/claim/take-deliveries.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { createRecorder } from "#engine/record/record-results.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import { certificateView } from "#server/http-client/certificate-view.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { acceptMany, watchSql, withWorld } from "#tests/bounds/world.ts";
import { addDelivery, addDueDeliveries } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

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
      known.find([hash], async () => {
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

  "variants of bodies of one claim": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      await Promise.all(Array.from({ length: 20 }, () => addDelivery(deps, actor, webhook.id, {})));
      const deliveries = await deps.db.webhookDelivery.findMany({ where: { tenantId: actor.tenantId } });
      const data = { appointmentId: "abc123", filler: "x".repeat(500_000) };
      const event = "appointment.created";
      const body = buildEventBody({ id: "e", event, tenantId: "t", timestamp: new Date(), data });
      const { sql, sent } = watchSql(deps, "INSERT INTO webhook_variant");
      const claimed = deliveries.map(({ id: deliveryId, tenantId, eventId }) => ({
        deliveryId,
        tenantId,
        eventId,
        event,
        body,
        redact: ["appointmentId"],
        convertTo: null,
      }));
      await withVariantBodies({ sql }, claimed);
      const sizes = sent.map(({ bytes }) => bytes);
      expect(Math.max(...sizes)).toBeLessThan(4 * MIB + body.byteLength);
      expect(sizes.length).toBe(3);
    }),

  "a lease that would end before the attempt": () =>
    withWorld(async ({ deps, actor, webhook, receiver }) => {
      const [due] = await addDueDeliveries(deps, actor, webhook, 1);
      const [claimed] = await claimDeliveries(deps, [due?.deliveryId ?? ""]);
      if (!claimed) return expect.fail("not claimed");
      const late: EngineDeps = { ...deps, clock: () => claimed.sendBefore };
      expect(await performAttempt(late, claimed)).toMatchObject({ delivered: false });
      expect(receiver.requests).toEqual([]);
    }),

  "rows of one attempt": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      const [due] = await addDueDeliveries(deps, actor, webhook, 1);
      const [claimed] = await claimDeliveries(deps, [due?.deliveryId ?? ""]);
      if (!claimed) return expect.fail("not claimed");
      const twice = [claimed, { ...claimed, attemptId: "att_twice" }];
      const results = await Promise.all(twice.map((one) => performAttempt(deps, one)));
      expect(results.map(({ applied }) => applied).sort()).toEqual([false, true]);
      expect(await deps.db.webhookAttempt.count({ where: { deliveryId: claimed.deliveryId } })).toBe(1);
    }),

  "attempts at once": async () => {
    const { enter } = createInFlight(() => new Date());
    const place = (webhook: number, tenant = webhook) => ({
      subscriptionId: `wh_${webhook}`,
      tenantId: `t_${tenant}`,
      host: `h_${webhook}`,
    });
    for (let n = 0; n < 25; n++) expect(enter(place(0), "fast")).not.toBeNull();
    expect(enter(place(0), "fast")).toBeNull();
    for (let n = 0; n < 75; n++) expect(enter(place(1 + Math.floor(n / 25), 0), "fast")).not.toBeNull();
    expect(enter(place(9, 0), "fast")).toBeNull();
    for (let n = 0; n < 900; n++) expect(enter(place(100 + n), "fast")).not.toBeNull();
    expect(enter(place(9_999), "slow")).toBeNull();
  },

  "the body of a response": () =>
    withWorld(async ({ deps, actor, webhook, receiver }) => {
      receiver.answer = () => ({ status: 200, body: "x".repeat(MIB) });
      const [due] = await addDueDeliveries(deps, actor, webhook, 1);
      if (!due) return expect.fail("no delivery");
      await attemptDelivery(deps, due);
      const { attempts } = await getDelivery(deps, actor, { id: due.deliveryId });
      expect(attempts[0]?.response).toMatchObject({ body: "x".repeat(16 * KIB), bodyTruncated: true });
    }),

  "facts of an endpoint's certificate that a test shows": async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `DNS:h${index}.example.org`).join(", ");
    const certificate = { subjectaltname: names, issuer: { O: "x".repeat(MIB) }, valid_from: "", valid_to: "never" };
    const view = certificateView(certificate as unknown as PeerCertificate, true);
    expect(view).toMatchObject({ namesOmitted: 1_980, issuer: "x".repeat(100) });
    expect(view?.names).toHaveLength(20);
  },

  "deliveries of a webhook with a run of their own": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      const due = await addDueDeliveries(deps, actor, webhook, 60);
      expect(await assignRuns(deps, due)).toHaveLength(20);
      expect(await assignRuns(deps, due.slice(20))).toEqual([]);
      const [{ deliveryId = "" } = {}] = due.slice(20);
      const force = deps.sql("UPDATE webhook_delivery SET own_run = 21 WHERE id = $1", [deliveryId]);
      await expect(force).rejects.toThrow("own_run");
    }),

  "deliveries of a webhook that a shared run is told of": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      await addDueDeliveries(deps, actor, webhook, 120);
      expect((await takeUnannounced(deps, { limit: 500 })).backlog).toHaveLength(50);
      expect((await takeUnannounced(deps, { limit: 500 })).backlog).toEqual([]);
    }),

  "responses that are written together": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      const due = await addDueDeliveries(deps, actor, webhook, 100);
      const claimed = await claimDeliveries(
        deps,
        due.map(({ deliveryId }) => deliveryId),
      );
      const body = Buffer.alloc(16 * KIB, "x");
      const { sql, sent } = watchSql(deps, "INSERT INTO webhook_attempt");
      const recorder = createRecorder({ ...deps, sql });
      const http: EngineDeps["http"] = async () => ({
        timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
        durationMs: 1,
        response: { status: 200, headers: {}, body, bodyTruncated: false },
        error: null,
      });
      const results = await Promise.all(claimed.map((one) => performAttempt({ ...deps, http, recorder }, one)));
      expect(results.filter(({ applied }) => applied)).toHaveLength(100);
      expect(Math.max(...sent.map(({ rows }) => rows))).toBe(64);
    }),

  "what a recovery hands over": () =>
    withWorld(async ({ deps, actor, webhook }) => {
      for (let n = 0; n < 60; n++) await addDelivery(deps, actor, webhook.id, { status: "failed" });
      const since = new Date(Date.now() - 60_000).toISOString();
      const started = await startRecovery(deps, actor, {
        id: webhook.id,
        since,
        status: ["failed"],
        includeMissing: false,
      });
      const { sent } = await continueRecovery(deps, { recoveryId: started.id });
      expect(sent).toHaveLength(50);
    }),
};
