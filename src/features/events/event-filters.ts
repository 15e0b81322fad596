import type { Mode } from "#domain/mode.schema.ts";

const STATUSES = ["accepted", "scheduled", "canceled", "rejected"] as const;
export const EVENT_STATUSES = STATUSES;
export const EVENTS_PAGE_SIZE = 50;

/** Filters of the event list, kept in the page's URL under the names of the REST API. */
export type EventFilters = {
  status: readonly string[];
  event: readonly string[];
  since: string;
  until: string;
  q: string;
  /** True shows events of Send test too. */
  withTests: boolean;
};

export const NO_EVENT_FILTERS: EventFilters = { status: [], event: [], since: "", until: "", q: "", withTests: false };

type Query = Pick<URLSearchParams, "get" | "getAll">;

/** Ignores values that the API would refuse. */
export const readEventFilters = (query: Query): EventFilters => {
  const several = (name: string) => [...new Set(query.getAll(name).flatMap((text) => text.split(",")))];
  const instant = (name: string) => {
    const text = query.get(name) ?? "";
    return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";
  };
  return {
    status: several("status").filter((one) => STATUSES.some((status) => status === one)),
    event: several("event")
      .filter((one) => one !== "" && one.length <= 100)
      .slice(0, 50),
    since: instant("since"),
    until: instant("until"),
    q: (query.get("q") ?? "").trim().slice(0, 200),
    withTests: query.get("test") === "all",
  };
};

export const eventsAddress = (filters: Partial<EventFilters>): string => {
  const { status, event, since, until, q, withTests } = { ...NO_EVENT_FILTERS, ...filters };
  const given = {
    status: status.join(","),
    event: event.join(","),
    since,
    until,
    q,
    test: withTests ? "all" : "",
  };
  const query = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== "")).toString();
  return query ? `/events?${query.replaceAll("%2C", ",")}` : "/events";
};

/** Equal on server and browser, so that the first page is fetched once. */
export const eventsInput = ({ status, event, since, until, q, withTests }: EventFilters, mode: Mode) => ({
  mode,
  ...(status.length > 0 && { status: STATUSES.filter((one) => status.includes(one)) }),
  ...(event.length > 0 && { event: [...event] }),
  ...(since && { since }),
  ...(until && { until }),
  ...(q && { q }),
  ...(!withTests && { test: false }),
  limit: EVENTS_PAGE_SIZE,
});
