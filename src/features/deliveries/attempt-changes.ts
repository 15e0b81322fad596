import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

/** Null stands for a header that is not there. */
export type HeaderChange = { name: string; before: string | null; after: string | null };

export type AttemptChanges = {
  /** Statuses, or error codes of attempts without a response; null: the same. */
  outcome: { before: string; after: string } | null;
  body: { before: string; after: string } | null;
  /** Positive: slower. Null: no difference worth a word. */
  durationMs: number | null;
  url: { before: string; after: string } | null;
  requestHeaders: HeaderChange[];
  responseHeaders: HeaderChange[];
};

/** Smallest difference that is told, together with a factor of two. */
const SLOWER_MS_MIN = 100;

/** Request headers that differ in each attempt by design. */
const NEW_EACH_TIME = /^webhook-(timestamp|signature)$|-signature(-previous)?$|-attempt$|^content-length$/i;
/** Response headers that most servers write anew each time. */
const OF_ONE_RESPONSE =
  /^(date|age|expires|cf-ray|traceparent|tracestate|content-length)$|^x-amz|(^|-)(request|trace|correlation|transaction)-?id$/i;

type Compared = Pick<AttemptView, "durationMs" | "request" | "response" | "error">;

/** Compares an attempt with the one before it. Says nothing about what differs each time by design. */
export const attemptChanges = (before: Compared, after: Compared): AttemptChanges => {
  const [was, is] = [before.response?.body, after.response?.body];
  return {
    outcome: unless(outcomeOf(before), outcomeOf(after)),
    body: typeof was === "string" && typeof is === "string" ? unless(was, is) : null,
    durationMs: slowness(before.durationMs, after.durationMs),
    url: unless(before.request.url, after.request.url),
    requestHeaders: headerChanges(before.request.headers, after.request.headers, NEW_EACH_TIME),
    responseHeaders:
      before.response && after.response
        ? headerChanges(before.response.headers, after.response.headers, OF_ONE_RESPONSE)
        : [],
  };
};

export const isUnchanged = ({ requestHeaders, responseHeaders, ...others }: AttemptChanges): boolean =>
  requestHeaders.length === 0 && responseHeaders.length === 0 && Object.values(others).every((one) => one === null);

const outcomeOf = ({ response, error }: Compared): string =>
  response ? String(response.status) : (error?.code ?? "unknown");

const unless = (before: string, after: string) => (before === after ? null : { before, after });

const slowness = (before: number | null, after: number | null): number | null => {
  if (before === null || after === null) return null;
  const difference = after - before;
  const isFar = Math.max(before, after) >= 2 * Math.min(before, after);
  return isFar && Math.abs(difference) >= SLOWER_MS_MIN ? difference : null;
};

const headerChanges = (
  before: Record<string, string>,
  after: Record<string, string>,
  ignored: RegExp,
): HeaderChange[] => {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !ignored.test(name) && before[name] !== after[name])
    .sort()
    .map((name) => ({ name, before: headerIn(before, name), after: headerIn(after, name) }));
};

/** Headers may be named like members of every object. */
const headerIn = (headers: Record<string, string>, name: string): string | null =>
  Object.hasOwn(headers, name) ? (headers[name] ?? null) : null;
