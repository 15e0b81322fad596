import type { Deps } from "#domain/context.ts";
import { listDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { listEventsInput } from "#domain/events/event.schema.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { percentile } from "../percentile.ts";
import { say } from "../say.ts";
import type { Explainer } from "./explain.ts";
import { type Sample, sampleRows } from "./sample-rows.ts";
import type { WatchedDatabase } from "./watched-database.ts";

export type PagesResult = { rows: number; firstPageP95Ms: number; filteredP95Ms: number };

export type Filter = { name: string; page: (db: Pick<Deps, "db">, sample: Sample) => Promise<unknown> };

/**
 * In the database, under the role that answers tenants: the first page and every single filter of both logs, through the use
 * cases, each for many rows' tenants and values.
 */
export const measurePages = async (
  { db, statements }: WatchedDatabase,
  explainer: Explainer,
  { rows, pagesPerFilter }: { rows: number; pagesPerFilter: number },
): Promise<PagesResult> => {
  const samples = await sampleRows({ db }, pagesPerFilter);
  const measured: { isFirstPage: boolean; p95Ms: number }[] = [];
  for (const { name, page } of FILTERS) {
    const times: number[] = [];
    for (const sample of samples) {
      statements.length = 0;
      await page({ db }, sample);
      await explainer.actFor(sample.tenantId);
      let ms = 0;
      for (const statement of statements) ms += await explainer.timeMs(statement);
      times.push(ms);
    }
    const p95Ms = percentile(times, 95);
    say(`log of ${rows}: ${name} p50 ${percentile(times, 50)} ms, p95 ${p95Ms} ms, max ${percentile(times, 100)} ms`);
    measured.push({ isFirstPage: name.endsWith("first page"), p95Ms });
    for (const statement of [...statements]) await explainer.explain(`log of ${rows}: ${name}`, statement);
  }
  const worst = (isFirstPage: boolean) =>
    Math.max(...measured.filter((one) => one.isFirstPage === isFirstPage).map(({ p95Ms }) => p95Ms));
  return { rows, firstPageP95Ms: worst(true), filteredP95Ms: worst(false) };
};

const actorOf = ({ tenantId }: Sample) => ({ tenantId, by: { kind: "system" } }) as const;

const deliveries = (name: string, query: (sample: Sample) => object): Filter => ({
  name: `deliveries, ${name}`,
  page: (deps, sample) => listDeliveries(deps, actorOf(sample), listDeliveriesInput.parse(query(sample))),
});

const events = (name: string, query: (sample: Sample) => object): Filter => ({
  name: `events, ${name}`,
  page: (deps, sample) => listEvents(deps, actorOf(sample), listEventsInput.parse(query(sample))),
});

const STATUSES = ["pending", "retrying", "delivered", "failed", "canceled"];

/** Every single filter of both logs. */
export const FILTERS: readonly Filter[] = [
  deliveries("first page", () => ({})),
  deliveries("a later page", ({ deliveryId }) => ({ cursor: deliveryId })),
  ...STATUSES.map((status) => deliveries(`status=${status}`, () => ({ status: [status] }))),
  deliveries("status=failed,canceled", () => ({ status: ["failed", "canceled"] })),
  deliveries("event", ({ event }) => ({ event: [event] })),
  deliveries("event that never was", () => ({ event: ["service.created"] })),
  deliveries("eventId", ({ eventId }) => ({ eventId })),
  deliveries("webhookId", ({ webhookId }) => ({ webhookId: [webhookId] })),
  deliveries("since", ({ at }) => ({ since: at })),
  deliveries("until", ({ at }) => ({ until: at })),
  deliveries("since and until, one day", ({ at, dayLater }) => ({ since: at, until: dayLater })),
  deliveries("q=delivery", ({ deliveryId }) => ({ q: deliveryId })),
  deliveries("q=event", ({ eventId }) => ({ q: eventId })),
  deliveries("q=external id", ({ externalId }) => ({ q: externalId })),
  deliveries("q=appointment", ({ resourceId }) => ({ q: resourceId })),
  deliveries("q=nothing", () => ({ q: "apt_that_never_was" })),
  events("first page", () => ({})),
  events("event", ({ event }) => ({ event: [event] })),
  events("event that never was", () => ({ event: ["service.created"] })),
  events("since", ({ at }) => ({ since: at })),
  events("until", ({ at }) => ({ until: at })),
  events("q=event", ({ eventId }) => ({ q: eventId })),
  events("q=external id", ({ externalId }) => ({ q: externalId })),
  events("q=appointment", ({ resourceId }) => ({ q: resourceId })),
  events("q=nothing", () => ({ q: "apt_that_never_was" })),
];
