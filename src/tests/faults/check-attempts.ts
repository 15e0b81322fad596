import type { AttemptRow, Evidence, Violation } from "./evidence.ts";

const INTERRUPTIONS_PER_FAILURE = 5;
/** Rows keep whole milliseconds. */
const ROUNDING_MS = 2;

/** Attempts have no gap in their numbers; each request has its row and was made once, none came early, none is open. */
export const checkAttempts = (evidence: Evidence): Violation[] => {
  const { attempts, deliveries, receipts, settings } = evidence;
  const byDelivery = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
  const header = (headers: Record<string, string>, name: string) =>
    headers[`x-${settings.headerPrefix.toLowerCase()}-${name}`] ?? "";
  const received = Map.groupBy(receipts, ({ headers }) => header(headers, "delivery"));
  const known = new Set(attempts.map(({ deliveryId, number }) => `${deliveryId} ${number}`));
  const seen = new Set<string>();
  const found: Violation[] = [];

  for (const { headers } of receipts) {
    const key = `${header(headers, "delivery")} ${header(headers, "attempt")}`;
    if (!known.has(key)) found.push({ kind: "attempt_unknown", detail: `${key} arrived, and has no row` });
    if (seen.has(key)) found.push({ kind: "attempt_unknown", detail: `${key} arrived twice` });
    seen.add(key);
  }
  for (const { id, attempts: count, failures } of deliveries) {
    const own = (byDelivery.get(id) ?? []).toSorted((a, b) => a.number - b.number);
    if (own.length !== count || own.some(({ number }, index) => number !== index + 1))
      found.push({ kind: "attempt_gap", detail: `${id}: ${count} attempts, rows ${own.map(({ number }) => number)}` });
    for (const { number, outcome, endedAt } of own)
      if (outcome === null || endedAt === null) found.push({ kind: "open_attempt", detail: `${id} number ${number}` });
    const refused = (received.get(id) ?? []).filter(({ answered }) => answered === null || answered >= 300).length;
    const interrupted = own.filter(({ outcome }) => outcome === "interrupted").length;
    // A frozen worker may complete its attempt's row after another worker took over; that result did not count.
    const failed = own.filter(({ outcome }) => outcome === "failed").length;
    if (failed + Math.floor(interrupted / INTERRUPTIONS_PER_FAILURE) === failures)
      found.push(...checkWaits(own, settings));
    if (failures > refused + Math.floor(interrupted / INTERRUPTIONS_PER_FAILURE))
      found.push({
        kind: "failed_without_cause",
        detail: `${id}: ${failures} failures counted, the receiver refused ${refused}, ${interrupted} interrupted${toldBy(own)}`,
      });
  }
  return found;
};

const toldBy = (own: readonly AttemptRow[]) =>
  own.map(({ number, errorCode }) => (errorCode ? `, ${number}: ${errorCode}` : "")).join("");

/** The k-th retry comes after at least nine tenths of the k-th wait; a manual resend may come at any time. */
const checkWaits = (own: readonly AttemptRow[], settings: Evidence["settings"]): Violation[] => {
  const { retryCount, retryWindowMs } = settings;
  const first = (retryWindowMs * 4) / (5 ** retryCount - 1);
  let failures = 0;
  let interruptions = 0;
  return own.flatMap(({ deliveryId, number, outcome, endedAt }, index): Violation[] => {
    interruptions = outcome === "interrupted" ? interruptions + 1 : 0;
    const countsAsFailure = interruptions > 0 && interruptions % INTERRUPTIONS_PER_FAILURE === 0;
    if (outcome !== "failed" && !countsAsFailure) return [];
    failures += 1;
    const next = own[index + 1];
    if (next?.trigger !== "automatic" || endedAt === null || outcome !== "failed") return [];
    const leastMs = 0.9 * first * 5 ** (failures - 1) - ROUNDING_MS;
    const waitedMs = next.startedAt - endedAt;
    if (waitedMs >= leastMs) return [];
    return [{ kind: "too_early", detail: `${deliveryId} number ${number + 1} after ${waitedMs} ms, not ${leastMs}` }];
  });
};
