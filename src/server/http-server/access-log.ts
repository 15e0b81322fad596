import type { Logger } from "#domain/context.ts";
import { toTenths, writeLine } from "#domain/log-lines.ts";
import type { EndedRequest } from "#server/http-server/watch-requests.ts";

/** A request that takes longer is written always. */
const SLOW_MS = 5_000;
/** Kinds of requests that are counted. Routes, methods and statuses are few; a bug must not make them many. */
const KINDS_MAX = 5_000;

/**
 * Writes the first of each `oneOf` requests with the same method, route and status, so that a kind that was never seen shows at once
 * and a busy one stays cheap. Slow requests and faults of our own are always written.
 */
export const createAccessLog = (log: Pick<Logger, "info">, oneOf: number): ((request: EndedRequest) => void) => {
  const counts = new Map<string, number>();
  return ({ method, route, status, durationMs, isStream }) => {
    const kind = `${method} ${route} ${status}`;
    const count = counts.get(kind) ?? 0;
    if (counts.size >= KINDS_MAX) counts.clear();
    counts.set(kind, count + 1);
    const isNotable = status >= 500 || (durationMs >= SLOW_MS && !isStream);
    if (count % oneOf !== 0 && !isNotable) return;
    writeLine(log, "request answered", {
      method,
      route,
      httpStatus: status,
      durationMs: toTenths(durationMs),
      oneOf: isNotable ? 1 : oneOf,
    });
  };
};
