import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Mode } from "#domain/mode.schema.ts";

const prefixOf = (mode: Mode) => `mwk_${mode}_` as const;
const PREFIX_LENGTH = prefixOf("live").length;
const RANDOM_BYTES = 32;
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SHAPE = new RegExp(`^mwk_(?:live|test)_[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/**
 * Makes a key: `mwk_live_` or `mwk_test_`, 256 random bits and the CRC-32 of both, in base 62. Secret scanners find a leaked
 * key by its prefix; the checksum refuses a mistyped key without a lookup.
 */
export const newApiKeyText = (mode: Mode = "live"): string => {
  const body = prefixOf(mode) + base62(BigInt(`0x${randomBytes(RANDOM_BYTES).toString("hex")}`), RANDOM_LENGTH);
  return body + checksumOf(body);
};

/** Checks the shape only, not whether the key exists. */
export const isApiKeyText = (text: string): boolean => {
  if (!SHAPE.test(text)) return false;
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return text.slice(-CHECKSUM_LENGTH) === checksumOf(body);
};

export const apiKeyHint = (key: string): string => `${key.slice(0, PREFIX_LENGTH + 4)}…${key.slice(-4)}`;

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
