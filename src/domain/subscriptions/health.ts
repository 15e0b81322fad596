import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

/** What health is read from: a failure since the last success makes it failing, being off makes it disabled. */
export const healthOf = (row: { active: boolean; consecutiveFailures: number }): WebhookView["health"] => {
  if (!row.active) return "disabled";
  return row.consecutiveFailures > 0 ? "failing" : "healthy";
};

/** The health columns of a webhook of which nothing is known yet. */
export const unknownHealth = { consecutiveFailures: 0, failingSince: null, lastSuccessAt: null } as const;
