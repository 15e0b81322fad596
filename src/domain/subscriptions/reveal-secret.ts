import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";

/** Protects the secret on an unlocked computer. */
export const REVEAL_AFTER_SIGN_IN_MS = 10 * 60_000;

/**
 * Shows the secret after the audit entry is written. `forbidden` if the sign-in is older than ten minutes;
 * `not_found`.
 */
export const revealSecret = async (
  { db, clock, secrets }: Pick<Deps, "db" | "clock" | "secrets">,
  actor: Actor,
  { id, signedInAt }: { id: string; signedInAt: Date },
): Promise<{ secret: string }> => {
  const { tenantId } = actor;
  const now = clock();
  if (now.getTime() - signedInAt.getTime() > REVEAL_AFTER_SIGN_IN_MS)
    throw new DomainError(
      "forbidden",
      "Your sign-in is older than ten minutes. Sign out and in again to see the secret.",
      [],
      { reason: "sign_in_too_old" },
    );
  return db.$transaction(async (tx) => {
    const row = await tx.webhookSubscription.findFirst({
      select: { id: true, url: true, description: true, secret: true },
      where: { tenantId, id, mode: actor.mode, deletedAt: null },
    });
    if (!row) throw notFound("webhook");
    await recordAudit(tx, actor, { action: "secret.revealed", target: auditTarget(row) }, now);
    return { secret: secrets.open(row.secret, subscriptionSealContext({ tenantId, subscriptionId: id }, "secret")) };
  });
};
