import { createHash, createHmac, timingSafeEqual } from "node:crypto";

// Signed mode of the Inngest protocol, as in the SDK: header `x-inngest-signature: t=<unix seconds>&s=<hex>`. s is
// HMAC-SHA256 over body + t; its key is the signing key's text without the "signkey-<env>-" prefix.

const PREFIX = /^signkey-[A-Za-z0-9]+-/;
const VALID_MS = 5 * 60_000;

/** Signs a request over its canonical JSON, since the app gets it parsed; without a body over the empty text. */
export const signRequest = (body: unknown, signingKey: string, time = new Date()): string =>
  signText(body === "" ? "" : canonicalJson(body), signingKey, Math.floor(time.getTime() / 1_000));

/** Checks the signature of an answer over its exact text. Returns the problem, or null. */
export const answerSignatureProblem = (header: string | null, body: string, signingKey: string): string | null => {
  if (!header) return "the answer is not signed";
  const seconds = Number(new URLSearchParams(header).get("t"));
  if (Math.abs(Date.now() - seconds * 1_000) > VALID_MS) return "the answer's signature is out of date";
  const expected = Buffer.from(signText(body, signingKey, seconds));
  const given = Buffer.from(header);
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? null
    : "the answer's signature is wrong";
};

/** Bearer token of the SDK for the API: the hashed key behind the same prefix. */
export const bearerOf = (signingKey: string): string => {
  const prefix = PREFIX.exec(signingKey)?.[0] ?? "";
  const hash = createHash("sha256")
    .update(Buffer.from(signingKey.slice(prefix.length), "hex"))
    .digest("hex");
  return `Bearer ${prefix}${hash}`;
};

const signText = (text: string, signingKey: string, seconds: number) => {
  const key = signingKey.replace(PREFIX, "");
  return `t=${seconds}&s=${createHmac("sha256", key).update(text).update(String(seconds)).digest("hex")}`;
};

/** RFC 8785: keys in order of their UTF-16 units. JavaScript already writes numbers and strings as the RFC asks. */
const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`).join(",")}}`;
};
