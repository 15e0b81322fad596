import { deliveryStatus } from "#domain/deliveries/delivery.schema.ts";
import type { Mode } from "#domain/mode.schema.ts";

export const LOG_PAGE_SIZE = 30;

/** Log filters, stored in the page's URL, so that a view can be shared. */
export type LogFilters = {
  status?: (typeof deliveryStatus.options)[number];
  event?: string;
  webhookId?: string;
  q?: string;
};

type Query = { get: (name: string) => string | null };

/** Ignores invalid values in the URL. */
export const readLogFilters = (query: Query): LogFilters => {
  const status = deliveryStatus.safeParse(query.get("status"));
  return {
    ...(status.success && { status: status.data }),
    ...textOf(query, "event", "event"),
    ...textOf(query, "webhook", "webhookId"),
    ...textOf(query, "q", "q"),
  };
};

const textOf = <Name extends string>(query: Query, parameter: string, name: Name): { [K in Name]?: string } => {
  const text = query.get(parameter)?.trim().slice(0, 200);
  return text ? ({ [name]: text } as { [K in Name]: string }) : {};
};

export const logAddress = ({ status, event, webhookId, q }: LogFilters): string => {
  const query = new URLSearchParams(
    Object.entries({ status, event, webhook: webhookId, q }).filter((entry): entry is [string, string] => !!entry[1]),
  ).toString();
  return query ? `/deliveries?${query}` : "/deliveries";
};

/** Query input of the log; equal on server and browser, so the first page is fetched once. */
export const logInput = ({ status, event, webhookId, q }: LogFilters, mode: Mode) => ({
  mode,
  ...(status && { status: [status] }),
  ...(event && { event: [event] }),
  ...(webhookId && { webhookId: [webhookId] }),
  ...(q && { q }),
  limit: LOG_PAGE_SIZE,
});
