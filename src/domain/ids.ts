import { createHash, randomFillSync } from "node:crypto";

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
  | "inv"
  | "req"
  | "opk";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Makes a UUIDv7 (RFC 9562) in TypeID form. Ids sort by millisecond, then by a counter of this process (RFC 9562,
 * 6.2). Ids have no dot: Standard Webhooks signs "id.timestamp.body".
 */
export const newId = (prefix: IdPrefix, now: number = Date.now()): string => {
  const bytes = randomBytes16();
  writeTime(bytes, now);
  const counter = nextCount(now, bytes[7] ?? 0);
  bytes[6] = (counter >> 8) & 0x0f;
  bytes[7] = counter & 0xff;
  return `${prefix}_${encode(markAsUuid7(bytes))}`;
};

/** Pool: 4,096 random bytes cost as much as 16. */
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

/** Last counter of each millisecond that was used lately. Requests take turns, each with the time of its start. */
const counters = new Map<number, number>();
const MILLISECONDS_KEPT = 1_024;

/** @param start low, so that 12 bits rarely overflow */
const nextCount = (now: number, start: number): number => {
  const last = counters.get(now);
  const next = last === undefined ? start : last + 1;
  if (last !== undefined) counters.delete(now);
  else if (counters.size === MILLISECONDS_KEPT) counters.delete(counters.keys().next().value ?? now);
  counters.set(now, next);
  return next;
};

/** Sorts beside the source, because the time part is the same. */
export const derivedId = (prefix: IdPrefix, sourceId: string, name: string): string => {
  const digest = createHash("sha256").update(`${sourceId}\n${name}`).digest().subarray(0, 16);
  const bytes = new Uint8Array(digest);
  bytes.set(decode(sourceId.slice(sourceId.indexOf("_") + 1)).subarray(0, 6));
  return `${prefix}_${encode(markAsUuid7(bytes))}`;
};

export const firstIdAt = (prefix: IdPrefix, time: Date): string => {
  const bytes = new Uint8Array(16);
  writeTime(bytes, Math.max(0, time.getTime()));
  return `${prefix}_${encode(bytes)}`;
};

/** The first ten characters have the 48 bits of the time. Packed bodies rely on it (`packed-body.ts`). */
export const timeOfId = (id: string): Date => {
  const start = id.indexOf("_") + 1;
  let time = 0;
  for (let i = start; i < start + 10; i++) time = time * 32 + Math.max(0, ALPHABET.indexOf(id.charAt(i)));
  return new Date(time);
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
  // Encoding has 130 bits for 128, so the first two are zero.
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
