import { randomUUID } from "node:crypto";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { releaseClaims } from "#engine/claim/release-leases.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { createRecorder } from "#engine/record/record-results.ts";
import { booking } from "../booking.ts";
import { percentile } from "../percentile.ts";
import type { Explainer } from "./explain.ts";

/** Microseconds per row, median of batches of 100. */
export type GrowthResult = {
  rows: number;
  acceptUs: number;
  takeUs: number;
  fanOutUs: number;
  claimUs: number;
  recordUs: number;
};

type Stage = Exclude<keyof GrowthResult, "rows">;

const TENANTS = 20;
const BATCH = 100;

/**
 * Measures what one delivery costs the database on its way, at this size of the log, with the pipeline's own statements. The
 * claim is that of a retry.
 */
export const measureGrowth = async (
  deps: EngineDeps,
  explainer: Explainer,
  { rows, batches }: { rows: number; batches: number },
): Promise<GrowthResult> => {
  const tenantIds = await addTenants(deps);
  const watched = explaining(deps, explainer, `pipeline at ${rows} rows`);
  const times: Record<Stage, number[]> = { acceptUs: [], takeUs: [], fanOutUs: [], claimUs: [], recordUs: [] };
  for (let batch = -1; batch < batches; batch++) {
    // Batch -1 only prints plans.
    const took = await deliverBatch(batch < 0 ? watched : deps, tenantIds);
    if (batch < 0) continue;
    for (const stage of STAGES) times[stage].push((took[stage] * 1_000) / BATCH);
  }
  const medians = STAGES.map((stage) => [stage, percentile(times[stage], 50)]);
  return { rows, ...(Object.fromEntries(medians) as Record<Stage, number>) };
};

const STAGES: readonly Stage[] = ["acceptUs", "takeUs", "fanOutUs", "claimUs", "recordUs"];

const addTenants = (deps: EngineDeps) =>
  Promise.all(
    Array.from({ length: TENANTS }, async () => {
      const tenantId = `growth_${randomUUID().slice(0, 8)}`;
      await addTenant(deps, { id: tenantId, name: "Growth" });
      const input = createWebhookInput.parse({ url: "http://127.0.0.1:9/hook", events: [booking.event] });
      await createWebhook(deps, { tenantId, by: { kind: "system" } }, input);
      return tenantId;
    }),
  );

const deliverBatch = async (deps: EngineDeps, tenantIds: readonly string[]): Promise<Record<Stage, number>> => {
  const events = Array.from({ length: BATCH }, (_, index) => ({
    tenantId: tenantIds[index % tenantIds.length] ?? "",
    externalId: randomUUID(),
    event: booking.event,
    data: { ...booking.data },
    timestamp: null,
  }));
  const [accepted, acceptUs] = await timed(() => acceptEvents(deps, events));
  const [, takeUs] = await timed(() => takeUndispatchedEvents(deps, { limit: BATCH }));
  const eventIds = accepted.map(({ id }) => id);
  const [{ claims }, fanOutUs] = await timed(() => fanOut(deps, eventIds));
  await releaseClaims(deps, claims);
  const deliveryIds = claims.map(({ deliveryId }) => deliveryId);
  const [claimed, claimUs] = await timed(() => claimDeliveries(deps, deliveryIds));
  if (claimed.length !== BATCH) throw new Error(`Only ${claimed.length} of ${BATCH} deliveries could be claimed.`);
  const [, recordUs] = await timed(() =>
    Promise.all(claimed.map((one) => performAttempt({ ...deps, http: TAKES_ALL }, one))),
  );
  return { acceptUs, takeUs, fanOutUs, claimUs, recordUs };
};

const timed = async <Value>(act: () => Promise<Value>): Promise<[Value, number]> => {
  const startedAt = performance.now();
  const value = await act();
  return [value, performance.now() - startedAt];
};

/** Instant receiver: leaves only signing and PostgreSQL to measure. */
const TAKES_ALL: EngineDeps["http"] = async () => ({
  response: { status: 200, headers: { "content-type": "text/plain" }, body: Buffer.from("ok"), bodyTruncated: false },
  error: null,
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1 },
  durationMs: 1,
});

/** Prints the plan of each statement before it runs. */
const explaining = (deps: EngineDeps, explainer: Explainer, what: string): EngineDeps => {
  const seen = new Set<string>();
  const sql: EngineDeps["sql"] = async (text, values = []) => {
    if (!seen.has(text)) {
      seen.add(text);
      await explainer.explain(what, { text, values });
    }
    return deps.sql(text, values);
  };
  return { ...deps, sql, recorder: createRecorder({ ...deps, sql }) };
};
