import type { Undelivered } from "#domain/deliveries/last-response.schema.ts";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { type ListedWebhook, sortWebhooks, waitingOf, wasTurnedOff } from "#features/webhooks/listed-webhook.ts";

/** Something that needs a person, with what the row says. The words stand in the texts of this feature. */
export type Trouble = { listed: ListedWebhook } & (
  | { kind: "paused" | "failing"; waiting: number }
  | { kind: "turnedOff"; reason: NonNullable<DashboardWebhook["disabledReason"]> }
  | { kind: "undelivered"; missed: Undelivered }
  | { kind: "secret"; until: string }
);

/**
 * Lists what needs a person, the most urgent first: a webhook that is stopped or failing, then missed events, then a
 * second secret that ends. A stopped webhook shows one row: its page has the rest.
 */
export const listTroubles = (rows: readonly ListedWebhook[], undelivered: readonly Undelivered[]): Trouble[] => {
  const missedOf = new Map(undelivered.map((missed) => [missed.webhookId, missed]));
  const sorted = sortWebhooks(rows, "trouble");
  const stopped = sorted.flatMap((listed): Trouble[] => {
    const { health, disabledReason } = listed.webhook;
    if (health === "paused" || health === "failing") return [{ kind: health, listed, waiting: waitingOf(listed) }];
    return wasTurnedOff(listed.webhook) && disabledReason
      ? [{ kind: "turnedOff", listed, reason: disabledReason }]
      : [];
  });
  const ids = new Set(stopped.map(({ listed }) => listed.webhook.id));
  const missed = sorted.flatMap((listed): Trouble[] => {
    const own = missedOf.get(listed.webhook.id);
    return own && !ids.has(listed.webhook.id) ? [{ kind: "undelivered", listed, missed: own }] : [];
  });
  const secrets = sorted.flatMap((listed): Trouble[] => {
    const { previousSecretExpiresAt: until } = listed.webhook;
    return until ? [{ kind: "secret", listed, until }] : [];
  });
  return [...stopped, ...missed, ...secrets];
};
