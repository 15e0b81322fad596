import { shownUrl } from "#domain/shown-url.ts";

type LastError = { code: string; message: string } | null;

/** Change of a webhook or of a delivery. `eventType` belongs to the delivery that failed last. */
export type News =
  | {
      event: "webhook.failing";
      /** Share of the time until disabling. 0 = just paused. */
      percent: 0 | 50 | 70 | 90;
      isPaused: boolean;
      consecutiveFailures: number;
      failingSince: Date;
      disablesAt: Date;
      lastError: LastError;
      eventType: string | null;
    }
  | { event: "webhook.recovered"; failingSince: Date }
  | {
      event: "webhook.disabled";
      reason: "gone" | "receiver_request" | "failing";
      lastError: LastError;
      eventType: string | null;
    }
  | {
      event: "delivery.failed";
      deliveryId: string;
      eventId: string;
      eventType: string;
      attemptCount: number;
      lastError: LastError;
    };

/**
 * Explains a change to the owner of a salon: what happened and what follows. Instants are in UTC, to the
 * minute.
 */
export const describeNews = (news: News, webhook: { url: string; description: string }): string => {
  const name = webhookName(webhook);
  switch (news.event) {
    case "webhook.failing":
      return [
        `${name} has failed ${news.consecutiveFailures} times in a row since ${inWords(news.failingSince)}.`,
        news.isPaused
          ? "It is paused: one delivery is tried now and then, the others wait and are sent when it answers again."
          : "We go on trying.",
        `If it goes on failing, it is turned off on ${inWords(news.disablesAt)}.`,
      ].join(" ");
    case "webhook.recovered":
      return `${name} answers again. It had been failing since ${inWords(news.failingSince)}. What waits for it is sent now.`;
    case "webhook.disabled":
      return `${name} was turned off: ${DISABLED_BECAUSE[news.reason]} Nothing is sent to it until you turn it on again; what it missed can be recovered then.`;
    case "delivery.failed":
      return `A delivery of ${news.eventType} to ${name} has failed for good after ${attempts(news.attemptCount)}. You can resend it at any time.`;
  }
};

const DISABLED_BECAUSE = {
  gone: "its receiver answered 410, which says that it is gone and wants no more.",
  receiver_request: "its endpoint asked for it in a response (webhook-delivery: disable).",
  failing: "every attempt had failed for 5 days.",
} as const;

const webhookName = ({ url, description }: { url: string; description: string }) =>
  description.trim() === "" ? shownUrl(url) : `“${description.trim()}”`;

const attempts = (count: number) => (count === 1 ? "1 attempt" : `${count} attempts`);

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

const inWords = (time: Date) => `${DATE.format(time)} UTC`;
