import { createHash, randomFillSync } from "node:crypto";

/** Prefixes of public ids. */
export type IdPrefix =
  | "wh"
  | "evt"
  | "dlv"
  | "att"
  | "rec"
  | "key"
  | "usr"
  | "ses"
  | "wrk"
  | "aud"
  | "ers"
  | "idk"
  | "req";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new id: prefix, underscore, UUIDv7 (RFC 9562) in 26 characters of lower-case Crockford base 32, as TypeID writes
 * it. Ids of one prefix sort by millisecond, and within it by a counter of this process (RFC 9562, 6.2), so that one
 * request keeps its order. An id has no dot (Standard Webhooks signs "id.timestamp.body").
 */
export const newId = (prefix: IdPrefix, now: number = Date.now()): string => {
  const bytes = randomBytes16();
  writeTime(bytes, now);
  // A new millisecond starts low, so that the 12 bits rarely overflow.
  counter = now === counted ? counter + 1 : (bytes[7] ?? 0);
  counted = now;
  bytes[6] = (counter >> 8) & 0x0f;
  bytes[7] = counter & 0xff;
  return `${prefix}_${encode(markAsUuid7(bytes))}`;
};

/** 4,096 random bytes cost as much as 16. */
const randomBytes16 = (): Uint8Array => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.slice(used - 16, used);
};

const pool = new Uint8Array(4_096);
let used = pool.length;

let counted = -1;
let counter = 0;

/** An id derived from another id and a name. It has the same time part and sorts beside its source. */
export const derivedId = (prefix: IdPrefix, sourceId: string, name: string): string => {
  const digest = createHash("sha256").update(`${sourceId}\n${name}`).digest().subarray(0, 16);
  const bytes = new Uint8Array(digest);
  bytes.set(decode(sourceId.slice(sourceId.indexOf("_") + 1)).subarray(0, 6));
  return `${prefix}_${encode(markAsUuid7(bytes))}`;
};

/** The smallest id of that prefix made at or after `time`: turns a time range into an id range. */
export const firstIdAt = (prefix: IdPrefix, time: Date): string => {
  const bytes = new Uint8Array(16);
  writeTime(bytes, Math.max(0, time.getTime()));
  return `${prefix}_${encode(bytes)}`;
};

/** The millisecond that an id was made in: `id >= firstIdAt(prefix, timeOfId(id))`. */
export const timeOfId = (id: string): Date => {
  const bytes = decode(id.slice(id.indexOf("_") + 1));
  return new Date(bytes.subarray(0, 6).reduce((time, byte) => time * 256 + byte, 0));
};

const writeTime = (bytes: Uint8Array, time: number) => {
  let rest = time;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
};

const markAsUuid7 = (bytes: Uint8Array) => {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
};

const encode = (bytes: Uint8Array): string => {
  // 26 characters of five bits hold two bits more than 16 bytes: the first two, always zero.
  let text = "";
  let bits = 0;
  let length = 2;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    length += 8;
    for (; length >= 5; length -= 5) text += ALPHABET.charAt((bits >> (length - 5)) & 31);
    bits &= 31;
  }
  return text;
};

const decode = (text: string): Uint8Array => {
  let bits = 0n;
  for (const char of text) bits = (bits << 5n) | BigInt(Math.max(0, ALPHABET.indexOf(char)));
  const bytes = new Uint8Array(16);
  for (let i = 15; i >= 0; i--) {
    bytes[i] = Number(bits & 255n);
    bits >>= 8n;
  }
  return bytes;
};
