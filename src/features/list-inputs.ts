import type { ListAuditInput } from "#domain/audit/audit.schema.ts";
import type { Mode } from "#domain/mode.schema.ts";

// Pages and components share each input, so that the browser finds what the server has read.

/** Covers all webhooks of a mode (at most 50) in one page. */
export const allWebhooks = (mode: Mode) => ({ mode, limit: 100 });

const HOUR_MS = 3_600_000;

/** Starts of the full hours of a range: figures leave out hours in which nothing ended. */
export const hoursBetween = ({ since, until }: { since: string; until: string }): string[] => {
  const count = Math.max(0, Math.ceil((Date.parse(until) - Date.parse(since)) / HOUR_MS));
  return Array.from({ length: count }, (_, hour) => new Date(Date.parse(since) + hour * HOUR_MS).toISOString());
};

type OfMode = { id: string; mode: Mode };

/** Covers all API keys in one page: a tenant has few. */
export const allApiKeys = { limit: 100 };

/** Figures of all webhooks by the hour: the hour of `now` and the 23 before. The same within an hour, as cache keys need. */
export const lastDay = (mode: Mode, now: number) => {
  const until = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
  return {
    mode,
    since: new Date(until - 24 * HOUR_MS).toISOString(),
    until: new Date(until).toISOString(),
    step: "hour" as const,
  };
};

/** Page of one webhook. */
export const recentDeliveries = ({ id, mode }: OfMode) => ({ webhookId: [id], mode, limit: 8 });

export const membersInput = { limit: 50 };

export type ActivityKind = NonNullable<ListAuditInput["kind"]>;

export const activityInput = (kind?: ActivityKind) => ({ limit: 30, ...(kind ? { kind } : {}) });

/** Returns undefined after the last page, as infinite queries require. */
export const getNextPageParam = (page: { nextCursor: string | null }): string | undefined =>
  page.nextCursor ?? undefined;
