import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { describeNews, type News } from "#domain/event-types/describe-news.ts";
import { newId } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { shownUrl } from "#domain/shown-url.ts";

export { isOperationalEvent } from "#domain/event-types/catalog.ts";

export type OperationalEventInput = News & {
  tenantId: string;
  webhook: { id: string; url: string; description: string };
  now: Date;
  /** Dashboard origin without a final slash. */
  baseUrl: string;
};

export type OperationalEvent = {
  id: string;
  tenantId: string;
  mode: Mode;
  event: News["event"];
  resourceId: string;
  occurredAt: Date;
  /** Body as text, well-formed and without NUL. */
  body: string;
  isEmailed: boolean;
};

/**
 * Builds an event about a tenant's live webhook; store it in the transaction of the change. Each call makes a new
 * id. Emails go out from 50 percent on and for disabling, not for a pause.
 */
export const operationalEvent = ({
  tenantId,
  webhook,
  now,
  baseUrl,
  ...news
}: OperationalEventInput): OperationalEvent => {
  const id = newId("evt", now.getTime());
  const page = news.event === "delivery.failed" ? `deliveries/${news.deliveryId}` : `webhooks/${webhook.id}`;
  const data = {
    webhookId: webhook.id,
    url: shownUrl(webhook.url),
    description: webhook.description,
    message: describeNews(news, webhook),
    ...factsOf(news),
    link: `${baseUrl}/${page}`,
  };
  const body = buildEventBody({ id, event: news.event, tenantId, timestamp: now, data });
  return {
    id,
    tenantId,
    mode: "live",
    event: news.event,
    resourceId: webhook.id,
    occurredAt: now,
    body: new TextDecoder().decode(body),
    isEmailed: news.event === "webhook.disabled" || (news.event === "webhook.failing" && news.percent >= 50),
  };
};

const factsOf = (news: News): Record<string, unknown> => {
  switch (news.event) {
    case "webhook.failing": {
      const { percent, isPaused, consecutiveFailures, failingSince, disablesAt, lastError, eventType } = news;
      return { percent, isPaused, consecutiveFailures, failingSince, disablesAt, lastError, eventType };
    }
    case "webhook.recovered":
      return { failingSince: news.failingSince };
    case "webhook.disabled":
      return { reason: news.reason, lastError: news.lastError, eventType: news.eventType };
    case "delivery.failed": {
      const { deliveryId, eventId, eventType, attemptCount, lastError } = news;
      return { deliveryId, eventId, eventType, attemptCount, lastError };
    }
  }
};
