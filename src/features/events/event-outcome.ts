import type { EventView } from "#domain/events/event.schema.ts";
import type { Translate } from "#features/translate.ts";

export type EventOutcome = {
  kind: "rejected" | "scheduled" | "canceled" | "nobody" | "waiting" | "retrying" | "failed" | "delivered";
  label: string;
};

type Outcome = Pick<EventView, "status" | "deliveries" | "skipped">;
type Part = "failed" | "retrying" | "waiting" | "stopped";

/** Problems come first, as far as the colour of the badge goes. */
const PARTS: readonly Part[] = ["failed", "retrying", "waiting", "stopped"];
const KINDS = { failed: "failed", retrying: "retrying", waiting: "waiting", stopped: "canceled" } as const;

/**
 * Summarizes an event over its webhooks: "3 of 11 delivered, 8 waiting (paused)". A delivery of a paused webhook waits, whether or
 * not it was tried before.
 */
export const eventOutcome = (
  { status, deliveries, skipped }: Outcome,
  { t, isPaused }: { t: Translate<"events.outcome">; isPaused: (webhookId: string) => boolean },
): EventOutcome => {
  if (status !== "accepted") return { kind: status, label: t(status) };
  if (deliveries.length === 0) {
    const isFresh = skipped.some(({ reason }) => reason === "not_dispatched");
    return isFresh ? { kind: "waiting", label: t("sending") } : { kind: "nobody", label: t("none") };
  }
  const counts = { failed: 0, retrying: 0, waiting: 0, stopped: 0 };
  let [delivered, paused] = [0, 0];
  for (const { status: own, webhookId } of deliveries) {
    const isHeld = (own === "pending" || own === "retrying") && isPaused(webhookId);
    if (isHeld) paused++;
    if (own === "delivered") delivered++;
    else counts[isHeld || own === "pending" ? "waiting" : own === "canceled" ? "stopped" : own]++;
  }
  const present = PARTS.filter((part) => counts[part] > 0);
  const [first] = present;
  if (!first) return { kind: "delivered", label: t("delivered", { count: delivered }) };
  const note = pausedNote(t, paused, counts.waiting);
  if (delivered === 0 && present.length === 1)
    return { kind: KINDS[first], label: `${t(first, { count: counts[first] })}${note}` };
  const words = present.map(
    (part) => `${t(`parts.${part}`, { count: counts[part] })}${part === "waiting" ? note : ""}`,
  );
  const done = t("someDelivered", { done: delivered, count: deliveries.length });
  return { kind: KINDS[first], label: [done, ...words].join(", ") };
};

const pausedNote = (t: Translate<"events.outcome">, paused: number, waiting: number): string => {
  if (paused === 0) return "";
  return ` (${paused === waiting ? t("paused") : t("pausedOf", { count: paused })})`;
};
