import type { FieldError } from "#domain/errors.ts";
import { buildEventBody, resourceIdOf } from "#domain/event-types/build-event-body.ts";
import { sendingProblem } from "#domain/event-types/check-event-name.ts";
import type { PlatformTypes } from "#domain/event-types/platform-types.ts";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";
import { storedExternalId } from "#domain/external-id.ts";
import { newId } from "#domain/ids.ts";
import type { EventRow } from "#domain/sql/insert-events.ts";
import { isEventTime } from "#engine/accept/event-time.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";

export type NewEvent = EventRow & {
  /** As stored: see `external-id.ts`. */
  externalId: string | null;
  /** Null = the event runs at once. */
  dueAt: Date | null;
  rejectedReason: string | null;
  /** W3C traceparent of the request. Null = not traced. */
  traceParent: string | null;
};

/** Returns paths relative to the event. */
export const findProblems = (
  { event, data, timestamp, dueAt }: IncomingEvent,
  now: Date,
  platform: PlatformTypes,
): FieldError[] => {
  const refused = sendingProblem(event, platform);
  if (refused) return [{ path: "event", message: refused }];
  const { tenantId: _, ...own } = data;
  const checked = validateEventData(event, own, platform);
  return [
    ...modeProblems(data),
    ...(checked.ok ? [] : checked.errors),
    ...timeProblems(timestamp),
    ...dueProblems(dueAt, now),
  ];
};

export const toNewEvent = (
  { tenantId, mode = "live", externalId, event, data, timestamp, dueAt }: IncomingEvent,
  now: Date,
  platform: PlatformTypes,
  traceParent: string | null = null,
): NewEvent => {
  const id = newId("evt", now.getTime());
  const occurredAt = timestamp ?? now;
  const { tenantId: _, ...own } = data;
  return {
    id,
    tenantId,
    mode,
    externalId: storedExternalId(mode, externalId),
    event,
    resourceId: resourceIdOf(event, own, platform),
    occurredAt,
    dueAt: dueAt && dueAt > now ? dueAt : null,
    body: buildEventBody({ id, event, tenantId, timestamp: occurredAt, data: own, test: mode === "test" }, platform),
    rejectedReason: null,
    traceParent,
  };
};

/** The event API takes `$mode` out of `data` before. */
const modeProblems = (data: IncomingEvent["data"]): FieldError[] =>
  Object.hasOwn(data, "$mode")
    ? [
        {
          path: "data.$mode",
          message: 'must be "test" at /e/{key}, or left out; with an API key, the key alone decides',
        },
      ]
    : [];

const timeProblems = (timestamp: Date | null): FieldError[] =>
  timestamp === null || isEventTime(timestamp)
    ? []
    : [{ path: "timestamp", message: "must be, in UTC, in one of the years 1 to 9999" }];

const dueProblems = (dueAt: Date | null | undefined, now: Date): FieldError[] =>
  dueAt && dueAt.getTime() > new Date(now).setUTCFullYear(now.getUTCFullYear() + 1)
    ? [{ path: "deliverAt", message: "must be at most one year ahead" }]
    : [];
