import type { ListAuditInput } from "#domain/audit/audit.schema.ts";
import type { Mode } from "#domain/mode.schema.ts";

// Pages and components share each input, so that the browser finds what the server has read.

/** Covers all webhooks of a mode (at most 50) in one page. */
export const allWebhooks = (mode: Mode) => ({ mode, limit: 100 });

type OfMode = { id: string; mode: Mode };

/** Covers all API keys in one page: a tenant has few. */
export const allApiKeys = { limit: 100 };

/** Row of the webhook list. */
export const latestDeliveries = ({ id, mode }: OfMode) => ({ webhookId: [id], mode, limit: 12 });

/** Page of one webhook. */
export const recentDeliveries = ({ id, mode }: OfMode) => ({ webhookId: [id], mode, limit: 8 });

export type ActivityKind = NonNullable<ListAuditInput["kind"]>;

export const activityInput = (kind?: ActivityKind) => ({ limit: 30, ...(kind ? { kind } : {}) });

/** Returns undefined after the last page, as infinite queries require. */
export const getNextPageParam = (page: { nextCursor: string | null }): string | undefined =>
  page.nextCursor ?? undefined;
