/** One event as a backend sends it. `data` may hold a tenantId, which is taken out of what is stored. */
export type IncomingEvent = {
  tenantId: string;
  externalId: string | null;
  event: string;
  data: Record<string, unknown>;
  /** When it happened; null = now. */
  timestamp: Date | null;
  /** When it runs; left out or past = at once. */
  dueAt?: Date | null;
};
