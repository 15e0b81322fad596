import type { FieldError, FieldWords } from "#domain/errors.ts";
import { fieldPath } from "#domain/field-path.ts";
import { isExactNumber } from "#domain/json/exact-number.ts";

/** Bounds the answer; further problems are only counted. */
const NAMED_MAX = 50;
const UNNAMED: FieldError = { path: "", message: "would arrive as something else", reason: "field_format" };
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],:]/gs;

type Open = { at: string; index: number; names: Set<string> | null };

/**
 * Finds numbers that a double cannot hold, and repeated names.
 *
 * @param text valid JSON
 * @returns all problems; the first 50 have a path
 */
export const findAltered = (text: string): FieldError[] => {
  const errors: FieldError[] = [];
  const open: Open[] = [];
  let isName = false;
  const add = (message: string, words: FieldWords) =>
    errors.push(errors.length < NAMED_MAX ? { path: fieldPath(open.map(({ at }) => at)), message, ...words } : UNNAMED);
  for (const [token] of text.matchAll(TOKEN)) {
    const inner = open.at(-1);
    switch (token[0]) {
      case "{":
        open.push({ at: "", index: 0, names: new Set() });
        isName = true;
        break;
      case "[":
        open.push({ at: "0", index: 0, names: null });
        isName = false;
        break;
      case "}":
      case "]":
        open.pop();
        isName = false;
        break;
      case ",":
        isName = inner?.names != null;
        if (inner && !inner.names) inner.at = String(++inner.index);
        break;
      case ":":
        isName = false;
        break;
      case '"':
        if (isName && inner?.names) {
          inner.at = JSON.parse(token);
          if (inner.names.has(inner.at))
            add("appears twice in the same object. Send each name once.", { reason: "field_repeated" });
          inner.names.add(inner.at);
        }
        break;
      default:
        if (!isExactNumber(token))
          add(`the number ${shortened(token)} would arrive as another number: send it as text.`, {
            reason: "field_inexact",
            values: { number: shortened(token) },
          });
    }
  }
  return errors;
};

const shortened = (literal: string) => (literal.length > 40 ? `${literal.slice(0, 40)}…` : literal);
