import type { ListAuditInput } from "#domain/audit/audit.schema.ts";

// A page and its components ask with the same input, so that the browser finds what the server has read.

/** One page holds every webhook that a tenant may have (50). */
export const allWebhooks = { limit: 100 };

/** One page holds all API keys: a tenant has few. */
export const allApiKeys = { limit: 100 };

/** The latest deliveries of one webhook, for its row in the list. */
export const latestDeliveries = (webhookId: string) => ({ webhookId: [webhookId], limit: 12 });

/** The latest deliveries of one webhook, for its own page. */
export const recentDeliveries = (webhookId: string) => ({ webhookId: [webhookId], limit: 8 });

export const eventsInput = { limit: 30 };

export type ActivityKind = NonNullable<ListAuditInput["kind"]>;

export const activityInput = (kind?: ActivityKind) => ({ limit: 30, ...(kind ? { kind } : {}) });

/** The cursor of the next page; undefined after the last one, as infinite queries want it. */
export const getNextPageParam = (page: { nextCursor: string | null }): string | undefined =>
  page.nextCursor ?? undefined;
