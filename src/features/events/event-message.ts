import type { EventDetailView } from "#domain/events/event.schema.ts";
import { isAboutWebhook } from "#features/labels/event-family.ts";

/** Reads the message of an event about a webhook; null for other events. */
export const eventMessage = ({ event, payload }: Pick<EventDetailView, "event" | "payload">): string | null => {
  const data = payload?.data;
  if (!isAboutWebhook(event) || typeof data !== "object" || data === null || !("message" in data)) return null;
  return typeof data.message === "string" ? data.message : null;
};
