import type { SecretBox } from "#domain/context.ts";
import { acceptHeader, ownHeaders } from "#domain/deliveries/own-headers.ts";
import { signatureHeaders } from "#domain/signing/sign.ts";
import { openHeaders } from "#domain/subscriptions/custom-headers.ts";
import { isReservedHeader } from "#domain/subscriptions/reserved-headers.values.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";
import { HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";

/** Secrets and headers stay sealed until signing. */
export type SigningSubscription = {
  subscriptionId: string;
  tenantId: string;
  url: string;
  secret: string;
  previousSecret: string | null;
  previousSecretExpiresAt: Date | null;
  customHeaders: string | null;
};

export type AttemptToSign = SigningSubscription & {
  deliveryId: string;
  eventId: string;
  event: string;
  number: number;
  body: Uint8Array;
};

/** `logged` masks custom values. */
export type SignedHeaders = { sent: Record<string, string>; logged: Record<string, string> };

/** Throws when a secret does not open: requests never go out unsigned. */
export const buildHeaders = (
  attempt: AttemptToSign,
  { secrets, prefix, now }: { secrets: SecretBox; prefix: string; now: Date },
): SignedHeaders => {
  const rotating = attempt.previousSecretExpiresAt && attempt.previousSecretExpiresAt > now;
  const own = {
    ...ownHeaders(prefix, attempt),
    ...signatureHeaders({
      prefix,
      secret: secrets.open(attempt.secret, subscriptionSealContext(attempt, "secret")),
      previousSecret:
        rotating && attempt.previousSecret
          ? secrets.open(attempt.previousSecret, subscriptionSealContext(attempt, "previous_secret"))
          : null,
      id: attempt.eventId,
      timestampSeconds: Math.floor(now.getTime() / 1_000),
      body: attempt.body,
    }),
  };
  const custom = [...openHeaders({ secrets }, attempt, attempt.customHeaders)].filter(
    ([name]) => !isReservedHeader(name, prefix),
  );
  const accept = acceptHeader(custom.map(([name]) => name));
  const masked = custom.map(([name]) => [name, HEADER_VALUE_MASK]);
  return {
    sent: { ...Object.fromEntries(custom), ...own, ...accept },
    logged: { ...Object.fromEntries(masked), ...own, ...accept },
  };
};
