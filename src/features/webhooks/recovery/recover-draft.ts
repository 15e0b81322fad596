import type { Translate } from "#features/translate.ts";

/** State of the recovery form. `from` and `to` are local times: `2026-03-14T10:00`. */
export type RecoverDraft = {
  range: "off" | "day" | "week" | "custom";
  from: string;
  to: string;
  failed: boolean;
  canceled: boolean;
  missing: boolean;
};

export type RecoverRange = {
  since: string;
  until?: string;
  status: ("failed" | "canceled")[];
  includeMissing: boolean;
};

const DAY_MS = 86_400_000;

/** Range that another page asks for, as a filter of the log does. */
export type AskedRange = { since: string; until?: string | undefined; status?: readonly ("failed" | "canceled")[] };

/** @param missedSince start of the time when the webhook was off; null if it was not */
export const firstRecoverDraft = (missedSince: string | null, asked?: AskedRange): RecoverDraft => {
  if (asked) {
    const { since, until, status = ["failed", "canceled"] } = asked;
    return {
      range: "custom",
      from: localTime(since),
      to: until ? localTime(until) : "",
      failed: status.includes("failed"),
      canceled: status.includes("canceled"),
      missing: false,
    };
  }
  const isMissed = missedSince !== null;
  return {
    range: isMissed ? "off" : "day",
    from: "",
    to: "",
    failed: !isMissed,
    canceled: true,
    missing: isMissed,
  };
};

/** Value of a `datetime-local` input. */
const localTime = (instant: string): string => {
  const moment = new Date(instant);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

type T = Translate<"webhooks.recover">;

/**
 * Converts the form to a request, or returns why the form cannot be sent yet.
 *
 * @param now instant when the form was opened, so that "the last 24 hours" stays the same range
 */
export const toRecoverRange = (
  draft: RecoverDraft,
  { missedSince, now }: { missedSince: string | null; now: number },
  t: T,
): { range: RecoverRange } | { problem: string } => {
  const status = [...(draft.failed ? ["failed" as const] : []), ...(draft.canceled ? ["canceled" as const] : [])];
  if (status.length === 0 && !draft.missing) return { problem: t("problems.kind") };
  const what = { status, includeMissing: draft.missing };
  if (draft.range === "custom") {
    const custom = customTimes(draft, now, t);
    return "problem" in custom ? custom : { range: { ...custom, ...what } };
  }
  const since = draft.range === "off" ? missedSince : isoOf(now - (draft.range === "week" ? 7 : 1) * DAY_MS);
  return since === null ? { problem: t("problems.time") } : { range: { since, ...what } };
};

const customTimes = (
  { from, to }: RecoverDraft,
  now: number,
  t: T,
): { since: string; until?: string } | { problem: string } => {
  const [start, end] = [Date.parse(from), to === "" ? now : Date.parse(to)];
  if (Number.isNaN(start)) return { problem: t("problems.start") };
  if (Number.isNaN(end)) return { problem: t("problems.end") };
  if (start >= now) return { problem: t("problems.future") };
  if (start >= end) return { problem: t("problems.order") };
  return { since: isoOf(start), ...(to === "" ? {} : { until: isoOf(end) }) };
};

const isoOf = (instant: number): string => new Date(instant).toISOString();
