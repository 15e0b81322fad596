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

/** @param missedSince start of the time when the webhook was off; null if it was not */
export const firstRecoverDraft = (missedSince: string | null): RecoverDraft => ({
  range: missedSince === null ? "day" : "off",
  from: "",
  to: "",
  failed: missedSince === null,
  canceled: true,
  missing: missedSince !== null,
});

/**
 * Converts the form to a request, or returns why the form cannot be sent yet.
 *
 * @param now instant when the form was opened, so that "the last 24 hours" stays the same range
 */
export const toRecoverRange = (
  draft: RecoverDraft,
  { missedSince, now }: { missedSince: string | null; now: number },
): { range: RecoverRange } | { problem: string } => {
  const status = [...(draft.failed ? ["failed" as const] : []), ...(draft.canceled ? ["canceled" as const] : [])];
  if (status.length === 0 && !draft.missing) return { problem: "Choose at least one kind of message." };
  const what = { status, includeMissing: draft.missing };
  if (draft.range === "custom") {
    const custom = customTimes(draft, now);
    return "problem" in custom ? custom : { range: { ...custom, ...what } };
  }
  const since = draft.range === "off" ? missedSince : isoOf(now - (draft.range === "week" ? 7 : 1) * DAY_MS);
  return since === null ? { problem: "Choose a time." } : { range: { since, ...what } };
};

const customTimes = (
  { from, to }: RecoverDraft,
  now: number,
): { since: string; until?: string } | { problem: string } => {
  const [start, end] = [Date.parse(from), to === "" ? now : Date.parse(to)];
  if (Number.isNaN(start)) return { problem: "Enter when it begins." };
  if (Number.isNaN(end)) return { problem: "Enter the whole end, or leave it empty for now." };
  if (start >= now) return { problem: "The beginning must be in the past." };
  if (start >= end) return { problem: "The end must be after the beginning." };
  return { since: isoOf(start), ...(to === "" ? {} : { until: isoOf(end) }) };
};

const isoOf = (instant: number): string => new Date(instant).toISOString();
