import { randomBytes } from "node:crypto";

const PREFIX = "whsec_";
const NEW_SECRET_BYTES = 32;
/** Standard Webhooks: "between 24 bytes (192 bits) and 64 bytes (512 bits)". */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;

/** A new signing secret as a person sees it: `whsec_` and 32 random bytes in base64. */
export const newSecret = (): string => PREFIX + randomBytes(NEW_SECRET_BYTES).toString("base64");

/** The permanent hint of a secret: `whsec_…` and its last four characters. */
export const secretHint = (secret: string): string => `${PREFIX}…${secret.slice(-4)}`;

/**
 * The bytes that Standard Webhooks signs with. Throws unless they are 24 to 64 bytes of base64; the message never holds
 * the secret.
 */
export const secretKey = (secret: string): Buffer => {
  const key = decodeSecret(secret);
  if (key.length < KEY_BYTES_MIN || key.length > KEY_BYTES_MAX) {
    throw new Error(`A signing secret has ${KEY_BYTES_MIN} to ${KEY_BYTES_MAX} bytes, this one has ${key.length}.`);
  }
  return key;
};

/**
 * The base64 part of a secret of any length, with or without `whsec_` and padding: other signers use shorter keys
 * (Svix's published example has 18 bytes). Throws when it is empty or not base64.
 */
export const decodeSecret = (secret: string): Buffer => {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const digits = encoded.replace(/={1,2}$/, "");
  // Node's decoder skips unknown characters, so that a mistyped secret would become another secret.
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) {
    throw new Error("A signing secret is whsec_ followed by base64.");
  }
  return Buffer.from(digits, "base64");
};
