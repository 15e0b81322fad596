import { createHash } from "node:crypto";
import type { InngestEvent } from "#domain/events/event.schema.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";

/** Stays the same when the SDK repeats a `send`. */
export const SEED_HEADER = "x-inngest-event-id-seed";

/** Clock difference of the SDK: a `ts` up to this far ahead means "now". */
const CLOCKS_APART_MS = 60_000;

/**
 * Reads a missing tenant as the empty id, which no tenant has. A `ts` in the future is the instant at which the event runs.
 * @param seeded external id of an event without an id
 */
export const readInngestEvent = (
  { id, name, data, ts }: InngestEvent,
  { seeded = null, now }: { seeded?: string | null; now: Date },
): IncomingEvent => ({
  tenantId: typeof data?.tenantId === "string" ? data.tenantId : "",
  ...modeAndData(data ?? {}),
  externalId: id ?? seeded,
  event: name,
  timestamp: ts == null ? null : new Date(ts),
  dueAt: ts != null && ts > now.getTime() + CLOCKS_APART_MS ? new Date(ts) : null,
});

/** Leaves other values of `$mode` in place, which are refused later. */
const modeAndData = (data: Record<string, unknown>): Pick<IncomingEvent, "mode" | "data"> => {
  const { $mode, ...own } = data;
  return $mode === "test" ? { mode: "test", data: own } : { mode: "live", data };
};

export const seededId = (seed: string | null, index: number): string | null =>
  seed ? `seed:${createHash("sha256").update(seed).digest("base64url").slice(0, 22)}:${index}` : null;
