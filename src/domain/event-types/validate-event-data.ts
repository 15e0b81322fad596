import type { FieldError } from "#domain/errors.ts";
import { findEventType } from "#domain/event-types/catalog.ts";
import { unknownEventType } from "#domain/event-types/check-event-name.ts";

export type EventDataCheck = { ok: true; data: Record<string, unknown> } | { ok: false; errors: FieldError[] };

/**
 * Checks an event's `data`, tenantId already taken out, against its type. The data comes back as it was given: same
 * object, same key order, same values, since what is sent must be what the backend said. Paths start with `data`; an
 * unknown type is an error at `event`.
 */
export const validateEventData = (name: string, data: Record<string, unknown>): EventDataCheck => {
  const type = findEventType(name);
  if (!type) return { ok: false, errors: [{ path: "event", message: unknownEventType(name) }] };
  const result = type.data.safeParse(data);
  if (result.success) return { ok: true, data };
  return {
    ok: false,
    errors: result.error.issues.map((issue) => ({
      path: ["data", ...issue.path].join("."),
      message: issue.message,
    })),
  };
};
