import type { Actor } from "#domain/context.ts";
import type { TestWebhookInput } from "#domain/deliveries/delivery.schema.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { findEventType } from "#domain/event-types/catalog.ts";
import { unknownEventType } from "#domain/event-types/check-event-name.ts";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";
import type { PageReason } from "#domain/page-reasons.values.ts";
import { readStoredBody, storedBodyColumns, storedBytesOf } from "#domain/payload-body.ts";
import { assertDataFits, readDataText } from "#engine/attempt/read-data-text.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

export type TestEvent = { event: string; data: Record<string, unknown> };

/** `dataText` is `data` as typed in the dashboard. */
export type TestChoice = TestWebhookInput & { dataText?: string | null | undefined };

/**
 * Chooses what a test sends: own data, else the data of a past event as it was sent, else the sample of a type (default:
 * `fallback`). Own data and data of rejected events fit the schema of their type, or `invalid` names each path.
 * Throws `not_found` for another tenant's event, `conflict` when its payload is gone or unreadable, `too_large`, `malformed`.
 */
export const chooseTestEvent = async (
  deps: Pick<EngineDeps, "db" | "log" | "platformTypes">,
  actor: Actor,
  { event, eventId, data, dataText }: TestChoice,
  fallback: string,
): Promise<TestEvent> => {
  const own = ownData(data, dataText);
  const past = eventId ? await findPastEvent(deps, actor, eventId) : null;
  if (past && event && event !== past.event)
    throw refused("event", `the event ${eventId} is of type ${past.event}: name that type, or leave \`event\` out`);
  if (own && !past && !event) throw refused("event", "name the event type of `data`");
  const name = past?.event ?? event ?? fallback;
  const platform = await deps.platformTypes.read();
  if (past && !past.data && !own) throw past.isUnreadable ? payloadUnreadable() : payloadGone();
  const chosen = own ?? past?.data ?? (findEventType(name) ?? platform.byName.get(name))?.sample;
  if (!chosen) throw refused("event", unknownEventType(name, platform), "field_event_type");
  // A stored event can be sent again after its type was removed.
  if (!own && !past?.isRejected) return { event: name, data: chosen };
  const checked = validateEventData(name, chosen, platform);
  if (checked.ok) return { event: name, data: chosen };
  throw new DomainError("invalid", "The data does not fit its event type. Nothing was sent.", checked.errors);
};

const payloadGone = () =>
  new DomainError(
    "conflict",
    "The data of this event is no longer stored: it is past retention, or was erased. Choose another event.",
  );

const payloadUnreadable = () =>
  new DomainError(
    "conflict",
    "The stored data of this event cannot be read. Choose another event, and tell the operator.",
    [],
    { reason: "payload_unreadable" },
  );

const ownData = (data: TestChoice["data"], dataText: TestChoice["dataText"]): TestEvent["data"] | null => {
  if (data) assertDataFits(Buffer.byteLength(JSON.stringify(data)));
  const given = typeof dataText === "string" ? readDataText(dataText) : data;
  if (!given) return null;
  const { tenantId: _, ...own } = given;
  return own;
};

/** `data` is null when the payload is gone or unreadable. */
const findPastEvent = async ({ db, log }: Pick<EngineDeps, "db" | "log">, { tenantId, mode }: Actor, id: string) => {
  const row = await db.webhookEvent.findFirst({
    select: { event: true, status: true, payloads: { select: storedBodyColumns } },
    where: { tenantId, id, mode },
  });
  if (!row) throw notFound("event");
  const stored = storedBytesOf(row.payloads[0]);
  const owner = { eventId: id, tenantId };
  const { bytes, isUnreadable } = readStoredBody({ log }, stored, owner, "a test could not take its data");
  const data: TestEvent["data"] | null = bytes ? JSON.parse(new TextDecoder().decode(bytes)).data : null;
  return { event: row.event, data, isUnreadable, isRejected: row.status === "rejected" };
};

const refused = (path: string, message: string, reason: PageReason = "field_format") =>
  new DomainError("invalid", "The test cannot be sent: correct the fields named in errors.", [
    { path, message, reason },
  ]);
