import { createHmac, createPublicKey, createSecretKey, timingSafeEqual, verify as verifyAsymmetric } from "node:crypto";
import type { EventDataByName, resourceKeys } from "./generated/event-types.ts";

export { eventSamples } from "./generated/event-types.ts";

export type EventName = keyof EventDataByName;

/** Body of a webhook of one event type. Fields that the type does not name are kept in `data`. */
export type WebhookOf<Name extends EventName> = {
  /** The same in every attempt: drops repeats. */
  id: string;
  event: Name;
  apiVersion: string;
  tenantId: string;
  /** When the change happened, RFC 3339. */
  timestamp: string;
  /** Marks test deliveries and sandbox events. */
  test?: true;
  data: EventDataByName[Name] & Readonly<Record<string, unknown>>;
} & { readonly [Key in (typeof resourceKeys)[Name]]?: string };

/** All events, told apart by `event`. Bellhop may learn more: leave a default branch for them. */
export type Webhook = { [Name in EventName]: WebhookOf<Name> }[EventName];

export type VerificationFailure =
  | "missing header"
  | "bad id"
  | "bad timestamp"
  | "too old"
  | "too new"
  | "no match"
  | "not JSON";

export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
  readonly reason: VerificationFailure;

  constructor(reason: VerificationFailure) {
    super(`The webhook could not be verified: ${reason}.`);
    this.reason = reason;
  }
}

/** Headers of Node, or of the web. */
export type WebhookHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null };

export type VerifyOptions = {
  /** `whsec_…`, or several while a secret is being exchanged. `undefined`, such as an unset variable, throws TypeError. */
  secret: string | readonly string[] | undefined;
  /** How far the time of an attempt may be away, both ways. Default 300. */
  toleranceSeconds?: number;
  now?: Date;
};

/**
 * Verifies a webhook as Standard Webhooks says, in constant time, and parses it. `body` holds the raw bytes, before any parser.
 * Any of several signatures may match any of the secrets. Throws WebhookVerificationError; TypeError for a bad secret.
 */
export const verify = (body: string | Uint8Array, headers: WebhookHeaders, options: VerifyOptions): Webhook => {
  const { secret, toleranceSeconds = 300, now = new Date() } = options;
  const secrets = typeof secret === "string" ? [secret] : (secret ?? []);
  if (secrets.length === 0) throw new TypeError(SECRET_HINT);
  const matchers = secrets.map(matcherOf);
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature");
  if (!id || !timestamp || !signatures) throw new WebhookVerificationError("missing header");
  // Dots make ids ambiguous: "a.1" + "2" and "a" + "1.2" sign the same bytes.
  if (id.includes(".")) throw new WebhookVerificationError("bad id");
  if (!/^\d{1,11}$/.test(timestamp)) throw new WebhookVerificationError("bad timestamp");
  const aheadSeconds = Number(timestamp) - Math.floor(now.getTime() / 1_000);
  if (aheadSeconds < -toleranceSeconds) throw new WebhookVerificationError("too old");
  if (aheadSeconds > toleranceSeconds) throw new WebhookVerificationError("too new");

  const bytes = Buffer.from(body);
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), bytes]);
  const isSigned = signatures.split(" ").some((signature) => matchers.some((matches) => matches(signature, signed)));
  if (!isSigned) throw new WebhookVerificationError("no match");
  return parseBody(bytes);
};

const parseBody = (bytes: Buffer): Webhook => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new WebhookVerificationError("not JSON");
  }
};

const hasGet = (headers: WebhookHeaders): headers is { get(name: string): string | null } =>
  typeof headers.get === "function";

const headerOf = (headers: WebhookHeaders, name: string): string | null => {
  if (hasGet(headers)) return headers.get(name);
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === "string" ? value : (value?.join(" ") ?? null);
};

const SECRET_HINT =
  "secret must be the webhook's signing secret, whsec_ followed by base64. An unset environment variable is the usual cause.";

type Matcher = (signature: string, signed: Buffer) => boolean;

const matcherOf = (secret: string): Matcher =>
  secret.startsWith("whpk_") ? asymmetricMatcher(secret) : symmetricMatcher(secret);

const symmetricMatcher = (secret: string): Matcher => {
  const encoded = secret.replace(/^whsec_/, "");
  const digits = encoded.replace(/={1,2}$/, "");
  // Node's decoder skips unknown characters: a typing error would give another key.
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) {
    throw new TypeError(SECRET_HINT);
  }
  const key = createSecretKey(digits, "base64");
  return (signature, signed) => {
    const expected = Buffer.from(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
};

/** ASN.1 frame of a raw Ed25519 public key (RFC 8410, section 4). */
const ED25519_FRAME = Buffer.from("302a300506032b6570032100", "hex");

const asymmetricMatcher = (publicKey: string): Matcher => {
  const raw = Buffer.from(publicKey.slice("whpk_".length), "base64");
  if (raw.length !== 32) throw new TypeError("A public key is whpk_ followed by 32 bytes in base64.");
  const key = createPublicKey({ key: Buffer.concat([ED25519_FRAME, raw]), format: "der", type: "spki" });
  return (signature, signed) => {
    const [version, encoded = ""] = signature.split(",", 2);
    return version === "v1a" && verifyAsymmetric(null, signed, key, Buffer.from(encoded, "base64"));
  };
};
