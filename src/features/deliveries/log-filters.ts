import { ATTEMPT_ERROR_CODES, DELIVERY_STATUSES } from "#domain/deliveries/delivery.values.ts";
import type { Mode } from "#domain/mode.schema.ts";

export const LOG_PAGE_SIZE = 50;

/** Tests are left out unless asked for. */
export type TestsShown = "hidden" | "only" | "all";

type Values = { [Name in (typeof SEVERAL)[number]]: readonly string[] };

/** Filters of the log, kept in the page's URL under the names of the REST API. An empty list or text filters nothing. */
export type LogFilters = Values & {
  eventId: string;
  since: string;
  until: string;
  q: string;
  tests: TestsShown;
};

const SEVERAL = ["status", "event", "webhookId", "httpStatus", "error"] as const;
const ONE = ["eventId", "since", "until", "q"] as const;

export const NO_FILTERS: LogFilters = {
  status: [],
  event: [],
  webhookId: [],
  httpStatus: [],
  error: [],
  eventId: "",
  since: "",
  until: "",
  q: "",
  tests: "hidden",
};

type Query = Pick<URLSearchParams, "get" | "getAll">;

/** Ignores values that the API would refuse, so that an old or mistyped link shows a list and no error. */
export const readLogFilters = (query: Query): LogFilters => {
  const filters: LogFilters = { ...NO_FILTERS };
  for (const name of SEVERAL) {
    const given = query.getAll(name).flatMap((text) => text.split(","));
    // Name in links from before.
    const old = name === "webhookId" ? query.getAll("webhook") : [];
    const values = [...new Set([...given, ...old].map((text) => text.trim()))];
    filters[name] = values.filter(VALID[name]).slice(0, VALUES_MAX);
  }
  for (const name of ONE) {
    const value = query.get(name)?.trim() ?? "";
    filters[name] = VALID[name](value) ? value : "";
  }
  const tests = query.get("test");
  filters.tests = tests === "true" ? "only" : tests === "all" ? "all" : "hidden";
  return filters;
};

const VALUES_MAX = 50;

const isShort = (lengthMax: number) => (text: string) => text !== "" && text.length <= lengthMax;
const isInstant = (text: string) =>
  /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

/** Mirrors the API's schema, which would bring its library into the browser. */
const VALID: Record<(typeof SEVERAL)[number] | (typeof ONE)[number], (text: string) => boolean> = {
  status: (text) => DELIVERY_STATUSES.some((one) => one === text),
  event: isShort(100),
  webhookId: isShort(64),
  httpStatus: (text) => /^[1-5](xx|\d\d)$/i.test(text),
  error: (text) => ATTEMPT_ERROR_CODES.some((one) => one === text),
  eventId: isShort(64),
  since: isInstant,
  until: isInstant,
  q: isShort(200),
};

/** Filters of a link; a single value may stand alone. */
export type LogLink = Partial<Omit<LogFilters, keyof Values>> & { [Name in keyof Values]?: string | readonly string[] };

/** Query of the log's URL; "" without filters. */
export const logQuery = (filters: LogLink, more: Record<string, string> = {}): string => {
  const given = { ...NO_FILTERS, ...filters };
  const query = new URLSearchParams();
  for (const name of SEVERAL) if (given[name].length > 0) query.set(name, [given[name]].flat().join(","));
  for (const name of ONE) if (given[name] !== "") query.set(name, given[name]);
  if (given.tests !== "hidden") query.set("test", given.tests === "only" ? "true" : "all");
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  const text = query.toString();
  return text && `?${text.replaceAll("%2C", ",")}`;
};

export const logAddress = (filters: LogLink, more?: Record<string, string>): string =>
  `/deliveries${logQuery(filters, more)}`;

export const isFiltered = (filters: LogFilters): boolean => logQuery(filters) !== "";

/** Filters as the API takes them. Equal on server and browser, so that the first page is fetched once. */
export const apiFilters = (filters: LogFilters, mode: Mode) => ({
  mode,
  ...(filters.status.length > 0 && { status: DELIVERY_STATUSES.filter((one) => filters.status.includes(one)) }),
  ...(filters.event.length > 0 && { event: [...filters.event] }),
  ...(filters.webhookId.length > 0 && { webhookId: [...filters.webhookId] }),
  ...(filters.httpStatus.length > 0 && { httpStatus: [...filters.httpStatus] }),
  ...(filters.error.length > 0 && { error: ATTEMPT_ERROR_CODES.filter((one) => filters.error.includes(one)) }),
  ...(filters.eventId && { eventId: filters.eventId }),
  ...(filters.since && { since: filters.since }),
  ...(filters.until && { until: filters.until }),
  ...(filters.q && { q: filters.q }),
  ...(filters.tests !== "all" && { test: filters.tests === "only" }),
});

export const logInput = (filters: LogFilters, mode: Mode) => ({ ...apiFilters(filters, mode), limit: LOG_PAGE_SIZE });

/** One value that is filtered by, as its chip shows it. */
export type FilterChip = { name: keyof LogFilters; value: string };

export const chipsOf = (filters: LogFilters): FilterChip[] => [
  ...SEVERAL.flatMap((name) => filters[name].map((value) => ({ name, value }))),
  ...ONE.flatMap((name) => (filters[name] ? [{ name, value: filters[name] }] : [])),
  ...(filters.tests === "hidden" ? [] : [{ name: "tests" as const, value: filters.tests }]),
];

export const withoutChip = (filters: LogFilters, { name, value }: FilterChip): LogFilters => {
  if (name === "tests") return { ...filters, tests: "hidden" };
  const own = filters[name];
  return { ...filters, [name]: typeof own === "string" ? "" : own.filter((one) => one !== value) };
};
