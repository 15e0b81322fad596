import type { IncomingEvent } from "#domain/events/accept-events.ts";
import type { InngestEvent } from "#domain/events/event.schema.ts";

/**
 * An event as the Inngest SDK posts it, as one of ours: the tenant is named in its data, `ts` is when it happened. A
 * missing tenant becomes the empty id, which no tenant has.
 */
export const readInngestEvent = ({ id, name, data, ts }: InngestEvent): IncomingEvent => ({
  tenantId: typeof data?.tenantId === "string" ? data.tenantId : "",
  externalId: id ?? null,
  event: name,
  data: data ?? {},
  timestamp: ts == null ? null : new Date(ts),
});
