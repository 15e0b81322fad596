import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";

/**
 * The bytes that a webhook gets which leaves fields out: those at the paths in `data` are not there (nor is the copy at the top
 * of an appointment's, payment's or service's id). A path goes through every entry of a list; one that leads nowhere changes
 * nothing. The very same bytes come back when nothing is left out, and the same input gives the same bytes.
 *
 * @param paths `customer.phone`, as `redact` of a webhook
 */
export const redactBody = (body: Uint8Array, paths: readonly string[]): Uint8Array => {
  if (paths.length === 0) return body;
  const parsed: Body = JSON.parse(new TextDecoder().decode(body));
  const resourceKey = resourceKeyOf(parsed.event);
  const removed = paths.map((path) => {
    const isCopied = path === resourceKey && removeAt(parsed, [path]);
    return removeAt(parsed.data, path.split(".")) || isCopied;
  });
  return removed.includes(true) ? new TextEncoder().encode(JSON.stringify(parsed)) : body;
};

type Body = { event: string; data: unknown };

/** Whether there was something to remove. */
const removeAt = (value: unknown, [key, ...rest]: readonly string[]): boolean => {
  if (Array.isArray(value)) return value.map((entry) => removeAt(entry, [key ?? "", ...rest])).includes(true);
  if (!isRecord(value) || key === undefined || !Object.hasOwn(value, key)) return false;
  return rest.length === 0 ? delete value[key] : removeAt(value[key], rest);
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const resourceKeyOf = (event: string): string | null => {
  const type = findEventType(event);
  return type ? resourceIdKeyOf(type) : null;
};
