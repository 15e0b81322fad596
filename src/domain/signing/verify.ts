import { createHmac, createPublicKey, createSecretKey, timingSafeEqual, verify as verifyAsymmetric } from "node:crypto";
import { decodeSecret } from "#domain/signing/secret.ts";

export type SignatureRefusal = "missing header" | "bad id" | "bad timestamp" | "too old" | "too new" | "no match";

/** ASN.1 frame of a raw Ed25519 public key (RFC 8410, section 4). */
const ED25519_FRAME = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Standard Webhooks, in constant time, with an inclusive tolerance. `secret` is a `whsec_` secret or a `whpk_` public key (`v1a`).
 * Throws only for a bad secret.
 */
export const verifySignature = ({
  secret,
  headers,
  body,
  nowSeconds,
  toleranceSeconds = 300,
}: {
  secret: string;
  headers: Record<string, string | string[] | undefined>;
  body: Uint8Array;
  nowSeconds: number;
  toleranceSeconds?: number;
}): { ok: true } | { ok: false; reason: SignatureRefusal } => {
  const matches = matcher(secret);
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature");
  if (!id || !timestamp || !signatures) return { ok: false, reason: "missing header" };

  // Dots make ids ambiguous: "a.1" + "2" and "a" + "1.2" sign the same bytes.
  if (id.includes(".")) return { ok: false, reason: "bad id" };
  // Rejects "1731705121abc", which parseInt accepts, and milliseconds (13 digits).
  if (!/^\d{1,11}$/.test(timestamp)) return { ok: false, reason: "bad timestamp" };
  if (nowSeconds - Number(timestamp) > toleranceSeconds) return { ok: false, reason: "too old" };
  if (Number(timestamp) - nowSeconds > toleranceSeconds) return { ok: false, reason: "too new" };

  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return signatures.split(" ").some((signature) => matches(signature, signed))
    ? { ok: true }
    : { ok: false, reason: "no match" };
};

const headerOf = (headers: Record<string, string | string[] | undefined>, name: string): string | undefined => {
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return Array.isArray(value) ? value.join(" ") : value;
};

type Matcher = (signature: string, signed: Buffer) => boolean;

const matcher = (secret: string): Matcher =>
  secret.startsWith("whpk_") ? asymmetricMatcher(secret) : symmetricMatcher(secret);

const symmetricMatcher = (secret: string): Matcher => {
  const key = createSecretKey(decodeSecret(secret));
  return (signature, signed) => {
    const expected = Buffer.from(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
};

const asymmetricMatcher = (publicKey: string): Matcher => {
  const raw = Buffer.from(publicKey.slice("whpk_".length), "base64");
  if (raw.length !== 32) throw new Error("A public key is whpk_ followed by 32 bytes in base64.");
  const key = createPublicKey({ key: Buffer.concat([ED25519_FRAME, raw]), format: "der", type: "spki" });
  return (signature, signed) => {
    const [version, encoded = ""] = signature.split(",", 2);
    return version === "v1a" && verifyAsymmetric(null, signed, key, Buffer.from(encoded, "base64"));
  };
};
