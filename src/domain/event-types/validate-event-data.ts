import type { FieldError } from "#domain/errors.ts";
import { findEventType } from "#domain/event-types/catalog.ts";
import { unknownEventType } from "#domain/event-types/check-event-name.ts";

export type EventDataCheck = { ok: true; data: Record<string, unknown> } | { ok: false; errors: FieldError[] };

/** Deeper data would overflow the stack of whoever serialises it, here or at a receiver (seen between 500 and 5,000). */
const DEPTH_MAX = 100;

/**
 * Checks an event's `data`, tenantId already taken out, against its type. The data comes back as it was given: same
 * object, same key order, same values, since what is sent must be what the backend said. Paths start with `data`; an
 * unknown type is an error at `event`.
 */
export const validateEventData = (name: string, data: Record<string, unknown>): EventDataCheck => {
  const type = findEventType(name);
  if (!type) return { ok: false, errors: [{ path: "event", message: unknownEventType(name) }] };
  if (isDeeperThan(data, DEPTH_MAX)) {
    return { ok: false, errors: [{ path: "data", message: `must not be nested deeper than ${DEPTH_MAX} levels` }] };
  }
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

const isDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1)));
