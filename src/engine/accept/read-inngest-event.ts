import { createHash } from "node:crypto";
import type { InngestEvent } from "#domain/events/event.schema.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";

/** The same in each try of one `send` of the SDK, which makes an event whose answer was lost again and again. */
export const SEED_HEADER = "x-inngest-event-id-seed";

/** The SDK sends its own clock with each event: so far ahead of ours it means "now". */
const CLOCKS_APART_MS = 60_000;

/**
 * An event as the Inngest SDK posts it, as one of ours: the tenant is named in its data, `ts` is when it happened, or when it
 * runs where that is ahead. A missing tenant becomes the empty id, which no tenant has.
 *
 * @param seeded the external id of an event that has none of its own
 */
export const readInngestEvent = (
  { id, name, data, ts }: InngestEvent,
  { seeded = null, now }: { seeded?: string | null; now: Date },
): IncomingEvent => ({
  tenantId: typeof data?.tenantId === "string" ? data.tenantId : "",
  externalId: id ?? seeded,
  event: name,
  data: data ?? {},
  timestamp: ts == null ? null : new Date(ts),
  dueAt: ts != null && ts > now.getTime() + CLOCKS_APART_MS ? new Date(ts) : null,
});

/** The external id that the SDK's seed and an event's place in the request make; null without a seed. */
export const seededId = (seed: string | null, index: number): string | null =>
  seed ? `seed:${createHash("sha256").update(seed).digest("base64url").slice(0, 22)}:${index}` : null;
