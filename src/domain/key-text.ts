import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const RANDOM_BYTES = 32;
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const HINT_LENGTH = 4;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const REST = new RegExp(`^[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/**
 * Makes a key: prefix, 256 random bits and the CRC-32 of both, in base 62. Secret scanners find a leaked key by its
 * prefix; the checksum refuses a mistyped key without a lookup.
 */
export const newKeyText = (prefix: string): string => {
  const body = prefix + base62(BigInt(`0x${randomBytes(RANDOM_BYTES).toString("hex")}`), RANDOM_LENGTH);
  return body + checksumOf(body);
};

/** Checks the shape only, not whether the key exists. */
export const isKeyText = (text: string, prefixes: readonly string[]): boolean => {
  const prefix = prefixes.find((one) => text.startsWith(one));
  if (prefix === undefined || !REST.test(text.slice(prefix.length))) return false;
  return text.slice(-CHECKSUM_LENGTH) === checksumOf(text.slice(0, -CHECKSUM_LENGTH));
};

export const keyHint = (key: string, prefix: string): string =>
  `${key.slice(0, prefix.length + HINT_LENGTH)}…${key.slice(-HINT_LENGTH)}`;

const checksumOf = (body: string) => base62(BigInt(crc32(body)), CHECKSUM_LENGTH);

const base62 = (value: bigint, length: number): string => {
  let rest = value;
  let text = "";
  for (let i = 0; i < length; i++) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
};
