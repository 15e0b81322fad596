import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { newSecret, secretHint } from "#domain/signing/secret.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { lockWebhook } from "#domain/subscriptions/lock-webhook.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";
import type { RotateSecretInput, WebhookWithSecretView } from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, webhookColumns } from "#domain/subscriptions/webhook-view.ts";

const HOUR_MS = 3_600_000;

/** Signs attempts with both secrets for `overlapHours`. A second rotation drops the first secret. `not_found`. */
export const rotateSecret = async (
  deps: Pick<Deps, "db" | "clock" | "publish" | "secrets">,
  actor: Actor,
  { id, overlapHours }: RotateSecretInput & { id: string },
): Promise<WebhookWithSecretView> => {
  const { tenantId } = actor;
  const webhook = { tenantId, subscriptionId: id };
  const now = deps.clock();
  const secret = newSecret();
  const row = await deps.db.$transaction(async (tx) => {
    await lockWebhook(tx, actor, { id });
    const stored = await tx.webhookSubscription.findUniqueOrThrow({ select: { secret: true }, where: { id } });
    const old = deps.secrets.open(stored.secret, subscriptionSealContext(webhook, "secret"));
    const previous =
      overlapHours > 0
        ? {
            previousSecret: deps.secrets.seal(old, subscriptionSealContext(webhook, "previous_secret")),
            previousSecretExpiresAt: new Date(now.getTime() + overlapHours * HOUR_MS),
          }
        : { previousSecret: null, previousSecretExpiresAt: null };
    const rotated = await tx.webhookSubscription.update({
      data: {
        ...previous,
        secret: deps.secrets.seal(secret, subscriptionSealContext(webhook, "secret")),
        secretHint: secretHint(secret),
        updatedAt: now,
      },
      select: webhookColumns,
      where: { id },
    });
    const entry = { action: "secret.rotated", target: auditTarget(rotated), details: { overlapHours } } as const;
    await recordAudit(tx, actor, entry, now);
    return rotated;
  });
  deps.publish({ channel: "tenant", tenantId });
  return { ...toWebhookView(deps, actor, row), secret };
};
