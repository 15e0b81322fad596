import type { ListAuditInput } from "#domain/audit/audit.schema.ts";

// Pages and components share each input, so that the browser finds what the server has read.

/** Covers all webhooks of a tenant (at most 50) in one page. */
export const allWebhooks = { limit: 100 };

export const testWebhooks = { ...allWebhooks, mode: "test" as const };

/** Covers all API keys in one page: a tenant has few. */
export const allApiKeys = { limit: 100 };

/** Row of the webhook list. */
export const latestDeliveries = (webhookId: string) => ({ webhookId: [webhookId], limit: 12 });

/** Page of one webhook. */
export const recentDeliveries = (webhookId: string) => ({ webhookId: [webhookId], limit: 8 });

export const eventsInput = { limit: 30 };

export type ActivityKind = NonNullable<ListAuditInput["kind"]>;

export const activityInput = (kind?: ActivityKind) => ({ limit: 30, ...(kind ? { kind } : {}) });

/** Returns undefined after the last page, as infinite queries require. */
export const getNextPageParam = (page: { nextCursor: string | null }): string | undefined =>
  page.nextCursor ?? undefined;
