/** `data.tenantId` is not stored. */
export type IncomingEvent = {
  tenantId: string;
  externalId: string | null;
  event: string;
  data: Record<string, unknown>;
  /** Instant at which the event happened; null = now. */
  timestamp: Date | null;
  /** Instant at which the event runs; missing or past = at once. */
  dueAt?: Date | null;
};
