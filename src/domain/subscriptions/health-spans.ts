import type { HealthSpan } from "#domain/subscriptions/health-history.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type Health = WebhookView["health"];

/** Recorded change of a webhook's health. `failingSince`: first failure before it. */
export type RecordedChange = {
  at: number;
  kind: "paused" | "warned" | "recovered" | "disabled" | "enabled" | "new_url";
  failingSince: number | null;
};

/** What the webhook was right before a change. */
const BEFORE: Record<RecordedChange["kind"], Health> = {
  paused: "healthy",
  warned: "failing",
  recovered: "paused",
  disabled: "healthy",
  enabled: "disabled",
  new_url: "healthy",
};

type Window = { since: number; now: number; health: Health; failingSince: number | null };

/**
 * Turns recorded changes into spans of health over `[since, now)`. Short failures that ended without a pause are recorded nowhere, so
 * they count as healthy; the present state is exact.
 *
 * @param changes oldest first
 */
export const healthSpans = (changes: readonly RecordedChange[], window: Window): HealthSpan[] => {
  const { since, now } = window;
  const marks: { at: number; health: Health }[] = [
    { at: Number.NEGATIVE_INFINITY, health: changes[0] ? BEFORE[changes[0].kind] : stateNow(window) },
  ];
  const mark = (at: number, health: Health) => {
    // A failing time begins in the past: it replaces what was healthy then.
    while (marks.length > 1 && (marks.at(-1)?.at ?? 0) > at) marks.pop();
    marks.push({ at, health });
  };
  const isOff = () => marks.at(-1)?.health === "disabled";
  for (const { at, kind, failingSince } of changes) {
    if (failingSince !== null && marks.at(-1)?.health === "healthy") mark(failingSince, "failing");
    if (kind === "paused") mark(at, "paused");
    else if (kind === "disabled") mark(at, "disabled");
    else if (kind === "enabled" || kind === "recovered" || (kind === "new_url" && !isOff())) mark(at, "healthy");
  }
  if (changes.length > 0 && window.health === "failing" && window.failingSince !== null)
    mark(window.failingSince, "failing");
  else if (window.health !== marks.at(-1)?.health) mark(Math.max(window.failingSince ?? since, since), window.health);
  return toSpans(marks, since, now);
};

/** Without a change, the present state began before the window, except for failures. */
const stateNow = ({ health, failingSince }: Window): Health => (failingSince === null ? health : "healthy");

const toSpans = (marks: readonly { at: number; health: Health }[], since: number, now: number): HealthSpan[] => {
  const spans: { health: Health; from: number; to: number }[] = [];
  for (const [index, { at, health }] of marks.entries()) {
    const from = Math.max(at, since);
    const to = Math.min(marks[index + 1]?.at ?? now, now);
    if (to <= from) continue;
    const last = spans.at(-1);
    if (last?.health === health) last.to = to;
    else spans.push({ health, from, to });
  }
  return spans.map(({ health, from, to }) => ({
    health,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  }));
};
