import { createHmac } from "node:crypto";
import { secretKey } from "#domain/signing/secret.ts";

/**
 * One Standard Webhooks signature, `v1,<base64>`: HMAC-SHA256 over "id.timestamp.body", the body as its exact bytes.
 * Throws for a bad secret (see `secretKey`), and for an id with a dot: two messages could then share one signature.
 */
export const signPayload = ({
  secret,
  id,
  timestampSeconds,
  body,
}: {
  secret: string;
  id: string;
  timestampSeconds: number;
  body: Uint8Array;
}): string => {
  if (id === "" || id.includes(".")) throw new Error("An id that is signed must not be empty or hold a dot.");
  const mac = createHmac("sha256", secretKey(secret)).update(`${id}.${timestampSeconds}.`).update(body);
  return `v1,${mac.digest("base64")}`;
};

/** The plain signature of the body alone: hex HMAC-SHA256, its key the whole secret as shown, `whsec_` included. */
export const bodySignature = ({ secret, body }: { secret: string; body: Uint8Array }): string =>
  createHmac("sha256", secret).update(body).digest("hex");

/**
 * The headers that prove the sender. During a rotation (`previousSecret` is not null) a receiver may check with either
 * secret: `webhook-signature` holds both, the new one first, and the plain signature is doubled.
 */
export const signatureHeaders = ({
  prefix,
  secret,
  previousSecret,
  id,
  timestampSeconds,
  body,
}: {
  prefix: string;
  secret: string;
  previousSecret: string | null;
  id: string;
  timestampSeconds: number;
  body: Uint8Array;
}): Record<string, string> => {
  const current = signPayload({ secret, id, timestampSeconds, body });
  const headers: Record<string, string> = {
    "webhook-id": id,
    "webhook-timestamp": String(timestampSeconds),
    "webhook-signature": current,
    [`X-${prefix}-Signature`]: bodySignature({ secret, body }),
  };
  if (previousSecret !== null) {
    headers["webhook-signature"] = `${current} ${signPayload({ secret: previousSecret, id, timestampSeconds, body })}`;
    headers[`X-${prefix}-Signature-Previous`] = bodySignature({ secret: previousSecret, body });
  }
  return headers;
};
