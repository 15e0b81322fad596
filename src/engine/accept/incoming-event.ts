import type { Mode } from "#domain/mode.schema.ts";

/** `data.tenantId` is not stored. */
export type IncomingEvent = {
  tenantId: string;
  /** Missing = live. */
  mode?: Mode;
  externalId: string | null;
  event: string;
  data: Record<string, unknown>;
  /** Null = now. */
  timestamp: Date | null;
  /** Missing or past = the event runs at once. */
  dueAt?: Date | null;
};
