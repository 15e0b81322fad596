import type { Actor } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { type AcceptedEventView, EVENT_BYTES_MAX, type SandboxEventInput } from "#domain/events/event.schema.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { withoutPlace } from "#engine/accept/posted-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/**
 * Accepts one sandbox event of the dashboard, with the rules of `POST /v1/events`: it goes to test webhooks only. A repeat with the
 * same `id` adds nothing. Throws `invalid` (`data.startTime`), `too_large`, `conflict`, `rate_limited`.
 */
export const emitSandboxEvent = async (
  deps: EngineDeps,
  { tenantId }: Actor,
  { id, event, data, timestamp }: SandboxEventInput,
): Promise<AcceptedEventView> => {
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes > EVENT_BYTES_MAX)
    throw new DomainError("too_large", `The event is larger than ${EVENT_BYTES_MAX / 1024} KiB. Shorten its data.`);
  const incoming = {
    tenantId,
    mode: "test",
    externalId: id ?? null,
    event,
    data,
    timestamp: timestamp == null ? null : instantOf(timestamp),
    bytes,
  } as const;
  const [accepted] = await acceptEvents(deps, [incoming], { store: deps.storeShared }).catch((error: unknown) => {
    throw withoutPlace(error);
  });
  if (!accepted) throw new Error("nothing was stored");
  return accepted;
};
