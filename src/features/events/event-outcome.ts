import type { EventView } from "#domain/events/event.schema.ts";

export type EventOutcome = {
  kind: "rejected" | "scheduled" | "canceled" | "nobody" | "waiting" | "retrying" | "failed" | "delivered";
  label: string;
};

const webhooks = (count: number) => (count === 1 ? "1 webhook" : `${count} webhooks`);

/** Summarizes which webhooks got an event; problems come first. */
export const eventOutcome = ({ status, deliveries, skipped }: EventView): EventOutcome => {
  if (status === "rejected") return { kind: "rejected", label: "Rejected" };
  if (status === "scheduled") return { kind: "scheduled", label: "Scheduled" };
  if (status === "canceled") return { kind: "canceled", label: "Canceled" };
  const count = (wanted: (typeof deliveries)[number]["status"]) =>
    deliveries.filter((delivery) => delivery.status === wanted).length;
  const failed = count("failed");
  if (failed > 0) return { kind: "failed", label: `Failed at ${webhooks(failed)}` };
  const retrying = count("retrying");
  if (retrying > 0) return { kind: "retrying", label: `Retrying at ${webhooks(retrying)}` };
  const waiting = count("pending");
  if (waiting > 0) return { kind: "waiting", label: `On its way to ${webhooks(waiting)}` };
  const delivered = count("delivered");
  if (delivered > 0) return { kind: "delivered", label: `Told ${webhooks(delivered)}` };
  if (skipped.some(({ reason }) => reason === "not_dispatched")) return { kind: "waiting", label: "Being sent" };
  return { kind: "nobody", label: "No webhook told" };
};

const SKIP_REASONS: Record<EventView["skipped"][number]["reason"], string> = {
  not_subscribed: "It does not listen to this event.",
  inactive: "It was off when this happened.",
  created_later: "It was made after this happened.",
  rejected: "The event was rejected.",
  canceled: "The event was canceled.",
  not_dispatched: "The event is about to be sent.",
};

export const ABOUT_ITSELF = "A webhook is not told about itself.";

export const skipText = (reason: EventView["skipped"][number]["reason"]): string => SKIP_REASONS[reason];

const REASONS: Record<string, string> = {
  storage_full: "The storage of your business was full, so the data of this event was not kept.",
  canceled_by_user: "Someone canceled it before its time. It was not sent.",
  erased: "Its data was erased before its time. It was not sent.",
};

/** Explains a rejection or cancellation: by our code, or by the sentence that the sender received. */
export const reasonText = (reason: string | null): string => (reason ? (REASONS[reason] ?? reason) : "");
