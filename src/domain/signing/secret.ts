import { randomBytes } from "node:crypto";

const PREFIX = "whsec_";
const NEW_SECRET_BYTES = 32;
/** Standard Webhooks: "between 24 bytes (192 bits) and 64 bytes (512 bits)". */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;

export const newSecret = (): string => PREFIX + randomBytes(NEW_SECRET_BYTES).toString("base64");

export const secretHint = (secret: string): string => `${PREFIX}…${secret.slice(-4)}`;

/** The error message never holds the secret. */
export const secretKey = (secret: string): Buffer => {
  const key = decodeSecret(secret);
  if (key.length < KEY_BYTES_MIN || key.length > KEY_BYTES_MAX) {
    throw new Error(`A signing secret has ${KEY_BYTES_MIN} to ${KEY_BYTES_MAX} bytes, this one has ${key.length}.`);
  }
  return key;
};

/** Allows any length: Svix's published example has 18 bytes. */
export const decodeSecret = (secret: string): Buffer => {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const digits = encoded.replace(/={1,2}$/, "");
  // Node's decoder skips unknown characters: a typing error would give another key.
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) {
    throw new Error("A signing secret is whsec_ followed by base64.");
  }
  return Buffer.from(digits, "base64");
};
