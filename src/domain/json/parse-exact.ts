import { isUtf8 } from "node:buffer";
import type { FieldError } from "#domain/errors.ts";
import { findAltered } from "#domain/json/find-altered.ts";
import type { JsonElement } from "#domain/json/scan-json.ts";

export type ParsedJson =
  | { outcome: "parsed"; value: unknown }
  /** Paths start at the element. */
  | { outcome: "altered"; errors: FieldError[] }
  | { outcome: "malformed"; why: string };

/**
 * Parses without loss: UTF-8, exact numbers, no repeated names. Ordinary text costs little more than `JSON.parse`.
 */
export const parseExact = (bytes: Uint8Array, { start, end, names, hasOddNumber }: JsonElement): ParsedJson => {
  const slice = bytes.subarray(start, end);
  if (!isUtf8(slice))
    return { outcome: "malformed", why: "The body is not UTF-8. JSON is always UTF-8 (RFC 8259, 8.1)." };
  const text = Buffer.from(slice.buffer, slice.byteOffset, slice.byteLength).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { outcome: "malformed", why: "The body is not valid JSON." };
  }
  if (!hasOddNumber && countNames(value) === names) return { outcome: "parsed", value };
  const errors = findAltered(text);
  return errors.length === 0 ? { outcome: "parsed", value } : { outcome: "altered", errors };
};

/** Names that repeat are counted once here, but twice in the text. */
const countNames = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, inner: unknown) => sum + countNames(inner), 0);
  let count = 0;
  for (const inner of Object.values(value)) count += 1 + countNames(inner);
  return count;
};
