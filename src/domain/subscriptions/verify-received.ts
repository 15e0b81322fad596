import type { Deps } from "#domain/context.ts";
import { verifySignature } from "#domain/signing/verify.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";

export type Verdict = { ok: true } | { ok: false; reason: string };

type ReceivedRequest = { headers: Headers; body: Uint8Array; nowSeconds: number };

const WEBHOOKS_MAX = 10;

/**
 * @param urls spellings of the address
 * @returns `tenantIds`: the tenant whose secret fits, else all tenants with this address
 */
export const verifyReceived = async (
  { db, secrets }: Pick<Deps, "db" | "secrets">,
  urls: string[],
  { headers, body, nowSeconds }: ReceivedRequest,
): Promise<{ verdict: Verdict; tenantIds: string[] }> => {
  const webhooks = await db.webhookSubscription.findMany({
    where: { url: { in: urls }, deletedAt: null },
    select: { id: true, tenantId: true, secret: true },
    take: WEBHOOKS_MAX,
  });
  let verdict: Verdict = { ok: false, reason: "No webhook is registered for this address." };
  for (const { id, tenantId, secret: sealed } of webhooks) {
    const secret = secrets.open(sealed, subscriptionSealContext({ tenantId, subscriptionId: id }, "secret"));
    verdict = verifySignature({ secret, headers: Object.fromEntries(headers), body, nowSeconds });
    if (verdict.ok) return { verdict, tenantIds: [tenantId] };
  }
  return { verdict, tenantIds: webhooks.map(({ tenantId }) => tenantId) };
};
