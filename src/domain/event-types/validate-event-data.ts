import type { FieldError } from "#domain/errors.ts";
import { findEventType } from "#domain/event-types/catalog.ts";
import { unknownEventType } from "#domain/event-types/check-event-name.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";
import { explainIssue } from "#domain/explain-issue.ts";
import { fieldPath } from "#domain/field-path.ts";
import { DEPTH_MAX, VALUES_MAX } from "#domain/json/scan-json.ts";
import { reasonOfIssue } from "#domain/reason-of-issue.ts";

export type EventDataCheck = { ok: true; data: Record<string, unknown> } | { ok: false; errors: FieldError[] };

/** Allows one level less: `data` lies inside the event. */
const DATA_DEPTH_MAX = DEPTH_MAX - 1;

/**
 * Checks an event's `data` (without tenantId) against its type and returns the same object, unchanged. Error
 * paths start with `data`; an unknown type is an error at `event`.
 */
export const validateEventData = (
  name: string,
  data: Record<string, unknown>,
  platform: PlatformTypes = NO_PLATFORM_TYPES,
): EventDataCheck => {
  const type = findEventType(name);
  const own = type ? undefined : platform.byName.get(name);
  if (!type && !own) {
    const message = unknownEventType(name, platform);
    return { ok: false, errors: [{ path: "event", message, reason: "field_event_type" }] };
  }
  const excess = excessOf(data);
  if (excess) return { ok: false, errors: [{ path: "data", message: excess, reason: "field_too_much" }] };
  if (!type) {
    const errors = own?.check(data) ?? [];
    return errors.length === 0 ? { ok: true, data } : { ok: false, errors };
  }
  const result = type.data.safeParse(data, { error: explainIssue });
  if (result.success) return { ok: true, data };
  return {
    ok: false,
    errors: result.error.issues.map((issue) => ({
      path: fieldPath(["data", ...issue.path]),
      message: issue.message,
      ...reasonOfIssue(issue),
    })),
  };
};

/** Counts values and depth again: events from Inngest arrive parsed, past the check of bytes. */
const excessOf = (data: unknown): string | null => {
  let values = 0;
  const isDeeper = (value: unknown, levels: number): boolean => {
    values++;
    if (typeof value !== "object" || value === null) return false;
    return levels === 0 || values > VALUES_MAX || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
  };
  const isTooDeep = isDeeper(data, DATA_DEPTH_MAX);
  if (values > VALUES_MAX) return `must not hold more than ${VALUES_MAX.toLocaleString("en")} values`;
  return isTooDeep ? `must not be nested deeper than ${DATA_DEPTH_MAX} levels` : null;
};
