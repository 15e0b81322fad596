import type { Deps } from "#domain/context.ts";
import { listDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { listEventsInput } from "#domain/events/event.schema.ts";
import { listEvents } from "#domain/events/list-events.ts";
import type { Sample } from "#tests/log/sample-rows.ts";

type LogFilter = { name: string; page: (deps: Pick<Deps, "sql">, sample: Sample) => Promise<unknown> };

const actorOf = ({ tenantId }: Sample) => ({ tenantId, by: { kind: "system" } }) as const;

const deliveries = (name: string, query: (sample: Sample) => object): LogFilter => ({
  name: `deliveries, ${name}`,
  page: (deps, sample) => listDeliveries(deps, actorOf(sample), listDeliveriesInput.parse(query(sample))),
});

const events = (name: string, query: (sample: Sample) => object): LogFilter => ({
  name: `events, ${name}`,
  page: (deps, sample) => listEvents(deps, actorOf(sample), listEventsInput.parse(query(sample))),
});

const STATUSES = ["pending", "retrying", "delivered", "failed", "canceled"];

/** Every single filter of both logs. */
export const LOG_FILTERS: readonly LogFilter[] = [
  deliveries("first page", () => ({})),
  deliveries("a later page", ({ deliveryId }) => ({ cursor: deliveryId })),
  ...STATUSES.map((status) => deliveries(`status=${status}`, () => ({ status: [status] }))),
  deliveries("status=failed,canceled", () => ({ status: ["failed", "canceled"] })),
  deliveries("event", ({ event }) => ({ event: [event] })),
  deliveries("event that never was", () => ({ event: ["service.created"] })),
  deliveries("fifty events that never were", () => ({ event: Array.from({ length: 50 }, (_, n) => `never.was${n}`) })),
  deliveries("event, one of fifty", ({ event }) => ({
    event: [event, ...Array.from({ length: 49 }, (_, n) => `never.was${n}`)],
  })),
  ...["503", "404", "5xx", "4xx", "2xx", "200", "201", "1xx"].map((code) =>
    deliveries(`httpStatus=${code}`, () => ({ httpStatus: [code] })),
  ),
  deliveries("httpStatus=5xx,404", () => ({ httpStatus: ["5xx", "404"] })),
  ...["timeout", "http_status", "dns_error"].map((error) => deliveries(`error=${error}`, () => ({ error: [error] }))),
  deliveries("error=timeout,http_status", () => ({ error: ["timeout", "http_status"] })),
  deliveries("status=failed, httpStatus=503", () => ({ status: ["failed"], httpStatus: ["503"] })),
  deliveries("status=retrying, error=timeout", () => ({ status: ["retrying"], error: ["timeout"] })),
  deliveries("test=true", () => ({ test: true })),
  deliveries("test=false", () => ({ test: false })),
  deliveries("test=false, status=failed", () => ({ test: false, status: ["failed"] })),
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
  deliveries("mode=test", () => ({ mode: "test" })),
  deliveries("mode=test, q=external id", ({ externalId }) => ({ mode: "test", q: externalId })),
  events("first page", () => ({})),
  events("event", ({ event }) => ({ event: [event] })),
  events("event that never was", () => ({ event: ["service.created"] })),
  events("since", ({ at }) => ({ since: at })),
  events("until", ({ at }) => ({ until: at })),
  events("q=event", ({ eventId }) => ({ q: eventId })),
  events("q=external id", ({ externalId }) => ({ q: externalId })),
  events("q=appointment", ({ resourceId }) => ({ q: resourceId })),
  events("mode=test", () => ({ mode: "test" })),
  events("mode=test, q=external id", ({ externalId }) => ({ mode: "test", q: externalId })),
  events("q=nothing", () => ({ q: "apt_that_never_was" })),
];
