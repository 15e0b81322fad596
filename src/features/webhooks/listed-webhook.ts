import type { LastResponse } from "#domain/deliveries/last-response.schema.ts";
import type { ByWebhookView } from "#domain/figures/stats.schema.ts";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { webhookName } from "#features/labels/webhook-name.ts";

type Day = ByWebhookView["data"][number];

export type LastSeen = Pick<LastResponse, "at" | "httpStatus" | "errorCode" | "deliveredAt">;

/** Webhook with its last 24 hours. `day` is null until the figures are there. */
export type ListedWebhook = { webhook: DashboardWebhook; name: string; day: Day | null; last: LastSeen | null };

/** Joins the lists that the server answers for all webhooks at once. */
export const listedWebhooks = (
  webhooks: readonly DashboardWebhook[],
  days: readonly Day[] | undefined,
  responses: readonly LastResponse[] | undefined,
): ListedWebhook[] => {
  const dayOf = new Map(days?.map((day) => [day.webhookId, day]));
  const responseOf = new Map(responses?.map((response) => [response.webhookId, response]));
  return webhooks.map((webhook) => ({
    webhook,
    name: webhookName(webhook),
    day: dayOf.get(webhook.id) ?? null,
    last: newest(responseOf.get(webhook.id), failureOf(webhook)),
  }));
};

/** A webhook that is paused for long keeps its last failure, when the responses looked at are all others'. */
const failureOf = ({ lastFailure }: DashboardWebhook): LastSeen | null => {
  if (!lastFailure) return null;
  const { at, httpStatus, errorCode } = lastFailure;
  return { at, httpStatus, errorCode: errorCode as LastSeen["errorCode"], deliveredAt: null };
};

const newest = (response: LastResponse | undefined, failure: LastSeen | null): LastSeen | null => {
  if (!response || !failure) return response ?? failure;
  return response.at >= failure.at ? response : failure;
};

/** The last delivery succeeded since then for the first time: figures without a success do not have it yet. */
export const hasSuccessSince = ({ last }: Pick<ListedWebhook, "last">, since: string): boolean =>
  last !== null && last.deliveredAt !== null && Date.parse(last.deliveredAt) >= Date.parse(since);

export type WebhookSort = "trouble" | "name";

export const sortWebhooks = (webhooks: readonly ListedWebhook[], sort: WebhookSort): ListedWebhook[] =>
  webhooks.toSorted((one, other) => (sort === "trouble" ? byTrouble(one, other) : 0) || byName(one, other));

/** Names with numbers sort as people count. */
const byName = (one: ListedWebhook, other: ListedWebhook) =>
  one.name.localeCompare(other.name, undefined, { numeric: true, sensitivity: "base" });

const byTrouble = (one: ListedWebhook, other: ListedWebhook) =>
  troubleOf(one) - troubleOf(other) || waitingOf(other) - waitingOf(one);

/** Order of urgency: stopped, failing, with failed deliveries in 24 hours, fine, turned off by a person. */
const troubleOf = ({ webhook, day }: ListedWebhook): number => {
  if (webhook.health === "paused" || wasTurnedOff(webhook)) return 0;
  if (webhook.health === "failing") return 1;
  if (webhook.health === "disabled") return 4;
  return day && day.totals.deliveries.failed > 0 ? 2 : 3;
};

export const waitingOf = ({ day }: ListedWebhook): number => day?.totals.waiting ?? 0;

/** The system turned it off, not a person. */
export const wasTurnedOff = ({
  health,
  disabledReason,
}: Pick<DashboardWebhook, "health" | "disabledReason">): boolean =>
  health === "disabled" && disabledReason !== "by_user";

/** Needs a person, or will if it goes on. */
export const isInTrouble = (webhook: Pick<DashboardWebhook, "health" | "disabledReason">): boolean =>
  webhook.health === "paused" || webhook.health === "failing" || wasTurnedOff(webhook);

export const searchWebhooks = (webhooks: readonly ListedWebhook[], text: string): ListedWebhook[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return webhooks.filter(({ webhook, name }) => {
    const searched = `${name} ${webhook.url}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
};

/** Share of ended deliveries that arrived; null if none ended. */
export const successOf = ({ delivered, failed }: { delivered: number; failed: number }): number | null =>
  delivered + failed === 0 ? null : delivered / (delivered + failed);
