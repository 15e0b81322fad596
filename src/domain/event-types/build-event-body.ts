import { NEWEST_API_VERSION } from "#domain/event-types/api-version.schema.ts";
import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import { canonicalData } from "#domain/event-types/convert-body.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";

export type EventBody = {
  id: string;
  event: string;
  tenantId: string;
  timestamp: Date;
  /** Excludes tenantId. Keys keep their order. */
  data: Record<string, unknown>;
  test?: boolean;
};

/** Fields at the top of each body. The others at the top repeat the resource id of `data`. */
export const BODY_FIELDS: readonly string[] = ["id", "event", "apiVersion", "tenantId", "timestamp", "test", "data"];

/**
 * Serialises the body of an event once, in the newest version. Every attempt signs, sends and logs these bytes, or a
 * stored conversion of them.
 */
export const buildEventBody = (
  { id, event, tenantId, timestamp, data, test }: EventBody,
  platform: PlatformTypes = NO_PLATFORM_TYPES,
): Uint8Array<ArrayBuffer> => {
  const resourceKey = resourceKeyOf(event, platform);
  const resourceId = resourceIdOf(event, data, platform);
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

export const resourceIdOf = (
  event: string,
  data: Record<string, unknown>,
  platform: PlatformTypes = NO_PLATFORM_TYPES,
): string | null => {
  const key = resourceKeyOf(event, platform);
  const value = key ? data[key] : undefined;
  return typeof value === "string" ? value : null;
};

const resourceKeyOf = (event: string, platform: PlatformTypes): string | null => {
  const type = findEventType(event);
  return type ? resourceIdKeyOf(type) : (platform.byName.get(event)?.resourceIdField ?? null);
};
