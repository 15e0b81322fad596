/** Event that a commit announces to the workers. */
export type AnnouncedEvent = { eventId: string; tenantId: string };

/** PostgreSQL refuses payloads of 8,000 bytes. */
const BYTES_MAX = 7_000;

/** Names events in the payload of a notification. Empty for too many: workers then look for all. */
export const nameEvents = (events: readonly AnnouncedEvent[]): string => {
  const names = events.map(({ eventId, tenantId }) => `${eventId}:${encodeURIComponent(tenantId)}`).join(",");
  return names.length > BYTES_MAX ? "" : names;
};

/** @param names parts of such a payload, split at commas */
export const readEventNames = (names: readonly string[]): AnnouncedEvent[] =>
  names.map((name) => {
    const [eventId = "", tenantId = ""] = name.split(":");
    return { eventId, tenantId: decodeURIComponent(tenantId) };
  });
