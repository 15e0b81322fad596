import type { Deps } from "#domain/context.ts";
import { DomainError, type DomainErrorCode, describeFields } from "#domain/errors.ts";
import { EVENT_BYTES_MAX, externalId } from "#domain/events/event.schema.ts";
import { storedExternalId } from "#domain/external-id.ts";
import { newId } from "#domain/ids.ts";
import { msSince, writeLine } from "#domain/log-lines.ts";
import { isPossibleTenant } from "#domain/tenants/possible-tenant.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { isEventTime } from "#engine/accept/event-time.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";
import { storeRejected } from "#engine/accept/store-events.ts";

/** Inngest gives the sender no answer, so a refused event is stored with its reason. */
export type AcceptedOrRejected = { status: "accepted"; eventId: string } | { status: "rejected"; reason: string };

const REASON_LENGTH_MAX = 1_000;

/** Stores one event, or a `rejected` row. Safe to repeat: an external id is accepted once and rejected once. */
export const acceptInngestEvent = async (
  deps: Deps,
  incoming: IncomingEvent & { externalId: string },
): Promise<AcceptedOrRejected> => {
  const startedAt = performance.now();
  try {
    if (!externalId.safeParse(incoming.externalId).success)
      throw new DomainError(
        "invalid",
        "The id of an event has 1 to 200 characters, no control characters, and whole ones.",
      );
    const bytes = Buffer.byteLength(JSON.stringify(incoming.data));
    if (bytes > EVENT_BYTES_MAX)
      throw new DomainError("too_large", `The event is larger than ${EVENT_BYTES_MAX / 1024} KiB.`);
    const { unknownTenants } = deps.settings;
    const [accepted] = await acceptEvents(deps, [{ ...incoming, bytes }], { whenFull: "reject", unknownTenants });
    if (!accepted) throw new Error("nothing was stored");
    return { status: "accepted", eventId: accepted.id };
  } catch (error) {
    const reason = rejection(error);
    if (reason === null) throw error;
    await reject(deps, incoming, { reason, startedAt });
    return { status: "rejected", reason };
  }
};

const REFUSALS: ReadonlySet<DomainErrorCode> = new Set(["invalid", "too_large", "conflict"]);

/** Returns null for an error that a repeat may fix. */
const rejection = (error: unknown): string | null => {
  if (error instanceof DomainError) return REFUSALS.has(error.code) ? describeReason(error) : null;
  if (error instanceof RangeError) return "A value of this event is out of range.";
  // SQLSTATE classes "data exception" and "program limit exceeded".
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(22|54)/.test(code) ? "A value of this event can't be stored: too long, or with control characters." : null;
};

const describeReason = ({ message, errors }: DomainError): string =>
  describeFields(errors.map(({ path, message: why }) => ({ path: path.replace(/^\d+\./, ""), message: why }))) ||
  message;

/** PostgreSQL refuses NUL and lone surrogates. */
const storable = (text: string, lengthMax = 200) => text.replaceAll("\0", "").slice(0, lengthMax).toWellFormed();

const reject = async (
  { sql, clock, publish, log }: Pick<Deps, "sql" | "clock" | "publish" | "log">,
  { tenantId, mode = "live", externalId, event, timestamp }: IncomingEvent & { externalId: string },
  { reason, startedAt }: { reason: string; startedAt: number },
): Promise<void> => {
  const now = clock();
  const row = {
    id: newId("evt", now.getTime()),
    tenantId: storable(tenantId),
    mode,
    externalId: storedExternalId(mode, storable(externalId)),
    event: storable(event),
    resourceId: null,
    occurredAt: timestamp && isEventTime(timestamp) ? timestamp : now,
    dueAt: null,
    body: null,
    rejectedReason: storable(reason, REASON_LENGTH_MAX),
    traceParent: null,
  };
  const isStored = await storeRejected({ sql }, row);
  if (isStored) publish({ channel: "tenant", tenantId: row.tenantId });
  // The line that `acceptEvents` writes for stored events: metrics count from it.
  writeLine(log, "events accepted", {
    tenantIds: isPossibleTenant(row.tenantId) ? [row.tenantId] : [],
    eventIds: isStored ? [row.id] : [],
    count: 1,
    duplicates: isStored ? 0 : 1,
    rejected: isStored ? 1 : 0,
    bytes: 0,
    durationMs: msSince(startedAt),
  });
};
