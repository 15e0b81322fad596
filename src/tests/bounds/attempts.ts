import type { PeerCertificate } from "node:tls";
import { expect } from "vitest";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
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
import { watchSql, withWorld } from "#tests/bounds/world.ts";
import { addDelivery, addDueDeliveries } from "#tests/seed-deliveries.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

export const attemptProbes: Probes = {
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
