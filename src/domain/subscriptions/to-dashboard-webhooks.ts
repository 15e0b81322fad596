import type { Deps } from "#domain/context.ts";
import { secretHint } from "#domain/signing/secret.ts";
import { statement } from "#domain/sql/statement.ts";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { readLastFailures } from "#domain/subscriptions/read-last-failures.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type FactDeps = Pick<Deps, "sql" | "secrets">;

/** Adds the facts of the dashboard to webhooks of the tenant. */
export const toDashboardWebhooks = async (
  deps: FactDeps,
  { tenantId }: { tenantId: string },
  webhooks: readonly WebhookView[],
): Promise<DashboardWebhook[]> => {
  const rotating = webhooks.filter(({ previousSecretExpiresAt }) => previousSecretExpiresAt !== null);
  const [failures, hints] = await Promise.all([
    readLastFailures(
      deps,
      { tenantId },
      webhooks.map(({ id }) => id),
    ),
    previousHints(
      deps,
      tenantId,
      rotating.map(({ id }) => id),
    ),
  ]);
  return webhooks.map((webhook) => ({
    ...webhook,
    lastFailure: failures.get(webhook.id) ?? null,
    previousSecretHint: hints.get(webhook.id) ?? null,
  }));
};

export const toDashboardWebhook = async (
  deps: FactDeps,
  { tenantId }: { tenantId: string },
  webhook: WebhookView,
): Promise<DashboardWebhook> => {
  const [shown] = await toDashboardWebhooks(deps, { tenantId }, [webhook]);
  return shown ?? { ...webhook, lastFailure: null, previousSecretHint: null };
};

const previousHints = async ({ sql, secrets }: FactDeps, tenantId: string, ids: readonly string[]) => {
  const rows = ids.length === 0 ? [] : await sql<{ id: string; sealed: string }>(...PREVIOUS({ tenantId, ids }));
  return new Map(
    rows.map(({ id, sealed }) => {
      const context = subscriptionSealContext({ tenantId, subscriptionId: id }, "previous_secret");
      return [id, secretHint(secrets.open(sealed, context))];
    }),
  );
};

const PREVIOUS = statement(
  { tenantId: "text", ids: "text[]" },
  ({ tenantId, ids }) => `
SELECT id, previous_secret AS sealed FROM webhook_subscription
WHERE tenant_id = ${tenantId} AND id = ANY(${ids}) AND previous_secret IS NOT NULL`,
);
