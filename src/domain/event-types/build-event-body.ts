import { NEWEST_API_VERSION } from "#domain/event-types/api-version.schema.ts";
import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import { canonicalData } from "#domain/event-types/convert-body.ts";

export type EventBody = {
  id: string;
  event: string;
  tenantId: string;
  timestamp: Date;
  /** Excludes tenantId. Keys keep their order. */
  data: Record<string, unknown>;
  test?: boolean;
};

/**
 * Serialises the body of an event once, in the newest version. Every attempt signs, sends and logs these bytes, or a
 * stored conversion of them.
 */
export const buildEventBody = ({ id, event, tenantId, timestamp, data, test }: EventBody): Uint8Array<ArrayBuffer> => {
  const resourceKey = resourceKeyOf(event);
  const resourceId = resourceIdOf(event, data);
  return new TextEncoder().encode(
    JSON.stringify({
      id,
      event,
      apiVersion: NEWEST_API_VERSION,
      tenantId,
      timestamp: timestamp.toISOString(),
      ...(test ? { test: true } : {}),
      ...(resourceKey && resourceId !== null ? { [resourceKey]: resourceId } : {}),
      data: canonicalData(event, data),
    }),
  );
};

export const resourceIdOf = (event: string, data: Record<string, unknown>): string | null => {
  const key = resourceKeyOf(event);
  const value = key ? data[key] : undefined;
  return typeof value === "string" ? value : null;
};

const resourceKeyOf = (event: string) => {
  const type = findEventType(event);
  return type ? resourceIdKeyOf(type) : null;
};
