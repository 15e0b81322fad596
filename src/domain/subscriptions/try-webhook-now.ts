import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import { TRY_NOW } from "#domain/subscriptions/try-webhook-now.sql.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type Tried = { deliveryId: string | null; isRunning: boolean; isSendingPaused: boolean };

/**
 * Sends the oldest waiting delivery as a probe. `conflict`: not paused, no delivery waits, or an attempt runs;
 * `not_found`.
 */
export const tryWebhookNow = async (
  deps: Pick<Deps, "db" | "sql" | "secrets" | "clock" | "publish">,
  actor: Actor,
  { id }: { id: string },
): Promise<WebhookView> => {
  const webhook = await getWebhook(deps, actor, { id });
  const { tenantId } = actor;
  const [tried] = webhook.health === "paused" ? await deps.sql<Tried>(...TRY_NOW({ tenantId, id })) : [];
  if (tried?.isSendingPaused)
    throw new DomainError("conflict", "The platform has paused sending. Waiting events go out when it resumes.", [], {
      reason: "sending_paused",
    });
  if (!tried)
    throw new DomainError("conflict", "This webhook is not paused: due deliveries are sent automatically.", [], {
      reason: "webhook_not_paused",
    });
  if (tried.isRunning)
    throw new DomainError("conflict", "An attempt is running. Wait until it has ended.", [], {
      reason: "attempt_running",
    });
  if (!tried.deliveryId) throw new DomainError("conflict", "Nothing is waiting. Send a test instead.");
  deps.publish({ channel: "deliveries", deliveryId: tried.deliveryId }, { channel: "tenant", tenantId });
  return getWebhook(deps, actor, { id });
};
