import type { Turns } from "#domain/turns.ts";

/** `field`: number of the path that ends here, or null. */
export type FieldTree = { field: number | null; children: Map<string, FieldTree> };

export type Field = {
  field: number;
  start: number;
  /** First byte of the value. */
  value: number;
  end: number;
  /** Preceding comma; -1 for the first member. */
  comma: number;
  /** Position after the next comma; -1 for the last member. */
  next: number;
};

export const emptyTree = (): FieldTree => ({ field: null, children: new Map() });

export const childOf = ({ children }: FieldTree, key: string): FieldTree => {
  const child = children.get(key) ?? emptyTree();
  children.set(key, child);
  return child;
};

type Frame = { isObject: boolean; node: FieldTree | null; comma: number; member: Field | null };

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OBJECT, OBJECT_END, ARRAY, ARRAY_END] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Finds members in one walk, in byte order. A path applies to every entry of a list. Nothing is parsed, so bytes stay
 * as sent. Throws when the bytes end too early.
 */
export function* findFields(json: Uint8Array, tree: FieldTree, { step }: Turns): Generator<void, Field[]> {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  const found: Field[] = [];
  const frames: Frame[] = [];
  let node: FieldTree | null = tree;
  let member: Field | null = null;
  let at = 0;

  for (;;) {
    if (step()) yield;
    at = skipSpace(bytes, at);
    const isObject = bytes[at] === OBJECT;
    const isOpen = isObject || bytes[at] === ARRAY;
    if (isOpen) {
      frames.push({ isObject, node, comma: -1, member });
      at = skipSpace(bytes, at + 1);
    } else {
      at = endOfScalar(bytes, at);
      if (member) member.end = at;
    }
    // Containers without entries end where the first entry would begin.
    let isEntry = isOpen && bytes[at] !== OBJECT_END && bytes[at] !== ARRAY_END;
    let frame = frames.at(-1);
    while (frame && !isEntry) {
      at = skipSpace(bytes, at);
      if (bytes[at] === COMMA) {
        if (member) member.next = at + 1;
        frame.comma = at;
        isEntry = true;
      } else {
        frames.pop();
        member = frame.member;
        if (member) member.end = at + 1;
        frame = frames.at(-1);
      }
      at++;
    }
    if (!frame) return found;
    member = null;
    node = frame.node;
    if (!frame.isObject) continue;
    const start = skipSpace(bytes, at);
    const keyEnd = endOfString(bytes, start);
    node = node?.children.get(keyAt(bytes, start, keyEnd)) ?? null;
    if (node && node.field !== null) {
      member = { field: node.field, start, value: start, end: start, comma: frame.comma, next: -1 };
      found.push(member);
    }
    at = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    if (member) member.value = at;
  }
}

const byteAt = (bytes: Buffer, at: number): number => {
  const byte = bytes[at];
  if (byte === undefined) throw new Error("the stored body is incomplete JSON");
  return byte;
};

/** White space has the smallest bytes that JSON allows outside of strings. */
const skipSpace = (bytes: Buffer, from: number): number => {
  let at = from;
  while (byteAt(bytes, at) <= 0x20) at++;
  return at;
};

/**
 * @param from opening quote
 * @returns the byte after the closing quote
 */
const endOfString = (bytes: Buffer, from: number): number => {
  let at = from + 1;
  for (let byte = byteAt(bytes, at); byte !== QUOTE; byte = byteAt(bytes, at)) at += byte === BACKSLASH ? 2 : 1;
  return at + 1;
};

const endOfScalar = (bytes: Buffer, from: number): number => {
  if (byteAt(bytes, from) === QUOTE) return endOfString(bytes, from);
  let at = from;
  for (let byte = byteAt(bytes, at); !isEnd(byte); byte = byteAt(bytes, at)) at++;
  return at;
};

const isEnd = (byte: number) => byte === COMMA || byte === OBJECT_END || byte === ARRAY_END || byte <= 0x20;

/** Decodes escapes: one key has several spellings. */
const keyAt = (bytes: Buffer, start: number, end: number): string => {
  const text = bytes.toString("utf8", start + 1, end - 1);
  return text.includes("\\") ? JSON.parse(`"${text}"`) : text;
};
