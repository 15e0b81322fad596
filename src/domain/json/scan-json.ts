import { DomainError } from "#domain/errors.ts";

/** Depth above which some parsers overflow their stack. */
export const DEPTH_MAX = 100;
export const VALUES_MAX = 20_000;

export type JsonBounds = {
  depthMax: number;
  valuesMax: number;
  list?: { elementsMax: number; elementBytesMax: number; valuesMax: number };
};

export const BODY_BOUNDS: JsonBounds = { depthMax: DEPTH_MAX, valuesMax: VALUES_MAX };

export type JsonElement = {
  start: number;
  end: number;
  names: number;
  /** Number with an exponent or more than 15 characters. */
  hasOddNumber: boolean;
};

export type JsonScan = {
  isList: boolean;
  elements: JsonElement[];
  /** Tells whether the text can be JSON; the parser checks the elements. */
  isWellFormed: boolean;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Decimals of up to 15 digits are exact in a double (IEEE 754: DBL_DIG). */
const NUMBER_LENGTH_SAFE = 15;

/** Bytes outside of strings: 1 = white space, 2 = structure, 3 = number or word. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) return 1;
  return [QUOTE, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT].includes(byte) ? 2 : 3;
});

/** Tokens allowed next: 0 = element or end, 1 = element, 2 = comma or end, 3 = none. */
type ListState = 0 | 1 | 2 | 3;

/** Counts contents before parsing, about 2 ms per MiB. `push` throws `too_large` at the first byte over a bound. */
export const createJsonScanner = (bounds: JsonBounds) => {
  const { depthMax, list } = bounds;
  const isObject = new Uint8Array(depthMax + 2);
  const elements: JsonElement[] = [];
  let offset = 0;
  let depth = 0;
  let base = 0;
  let isList = false;
  let markBytes = 0;
  let hasBegun = false;
  let isWellFormed = true;
  let listState: ListState = 0;
  let isInString = false;
  let isEscaped = false;
  let isInLiteral = false;
  let literalStart = 0;
  let isNumber = false;
  let isOdd = false;
  let expectsName = false;
  let start = -1;
  let values = 0;
  let names = 0;
  let hasOddNumber = false;
  let valuesBefore = 0;

  const tooLarge = (what: string) => new DomainError("too_large", `${place()} ${what}`);
  const place = () => (isList ? `Event ${elements.length}` : "The request");
  const countValue = () => {
    values++;
    if (values > bounds.valuesMax)
      throw tooLarge(`holds more than ${bounds.valuesMax.toLocaleString("en")} values. Send less in it.`);
    if (list && isList && valuesBefore + values > list.valuesMax)
      throw new DomainError(
        "too_large",
        `The request holds more than ${list.valuesMax.toLocaleString("en")} values. Send fewer events at once.`,
      );
  };
  const begin = (at: number) => {
    if (start >= 0 || depth > base) return;
    if (isList && listState > 1) isWellFormed = false;
    if (!isList && elements.length > 0) isWellFormed = false;
    if (list && isList && elements.length >= list.elementsMax)
      throw new DomainError("too_large", `Send at most ${list.elementsMax.toLocaleString("en")} events in a request.`);
    start = at;
  };
  const finish = (end: number) => {
    elements.push({ start, end, names, hasOddNumber });
    valuesBefore += values;
    start = -1;
    values = names = 0;
    hasOddNumber = false;
    listState = 2;
  };
  const endLiteral = (end: number) => {
    isInLiteral = false;
    if (isOdd || end - literalStart > NUMBER_LENGTH_SAFE) hasOddNumber = true;
    isOdd = false;
    if (depth === base) finish(end);
  };
  const open = (byte: number, at: number) => {
    if (!hasBegun && byte === OPEN_LIST && list) {
      hasBegun = isList = true;
      depth = base = 1;
      valuesBefore = 1;
      return;
    }
    begin(at);
    countValue();
    if (depth - base >= depthMax) throw tooLarge(`is nested deeper than ${depthMax} levels. Send flatter data.`);
    depth++;
    isObject[depth - base] = byte === OPEN_OBJECT ? 1 : 0;
    expectsName = byte === OPEN_OBJECT;
  };
  const close = (byte: number, end: number) => {
    if (depth === 0) isWellFormed = false;
    else if (depth > base) {
      depth--;
      expectsName = false;
      if (depth === base) finish(end);
    } else {
      if (byte !== CLOSE_LIST || listState === 1 || listState === 3) isWellFormed = false;
      depth = 0;
      listState = 3;
    }
  };
  const separate = () => {
    if (depth > base) expectsName = isObject[depth - base] === 1;
    else if (isList && depth === base && listState === 2) listState = 1;
    else isWellFormed = false;
  };
  const quote = (at: number) => {
    isInString = true;
    if (expectsName && depth > base) {
      expectsName = false;
      names++;
    } else {
      begin(at);
      countValue();
    }
  };

  const structure = (byte: number, at: number) => {
    if (isList && depth === 0) {
      isWellFormed = false;
      return;
    }
    if (byte === QUOTE) quote(at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) open(byte, at);
    else if (byte === COMMA) separate();
    else if (byte === COLON) {
      if (depth === base) isWellFormed = false;
    } else close(byte, at + 1);
    hasBegun = true;
  };

  const literal = (byte: number, at: number) => {
    if (at === markBytes && byte === BYTE_ORDER_MARK[at]) {
      markBytes++;
      return;
    }
    if (!isInLiteral) {
      if (isList && depth === 0) isWellFormed = false;
      begin(at);
      countValue();
      isInLiteral = true;
      hasBegun = true;
      literalStart = at;
      isNumber = byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
    }
    // Letter of an exponent; `true` and `false` contain it too.
    if ((byte === 0x65 || byte === 0x45) && isNumber) isOdd = true;
  };

  return {
    /** Chunks may be cut anywhere. */
    push: (chunk: Uint8Array): void => {
      for (let i = 0; i < chunk.length && isWellFormed; i++) {
        const byte = chunk[i] ?? 0;
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (byte === BACKSLASH) isEscaped = true;
          else if (byte === QUOTE) {
            isInString = false;
            if (depth === base) finish(offset + i + 1);
          }
          continue;
        }
        const kind = KIND[byte];
        if (kind === 3) literal(byte, offset + i);
        else {
          if (isInLiteral) endLiteral(offset + i);
          if (kind === 2) structure(byte, offset + i);
        }
      }
      offset += chunk.length;
      if (list && start >= 0 && offset - start > list.elementBytesMax)
        throw tooLarge(`is larger than ${list.elementBytesMax / 1024} KiB. Send less in it.`);
    },
    end: (): JsonScan => {
      if (isInLiteral) endLiteral(offset);
      const isMarkWhole = markBytes === 0 || markBytes === BYTE_ORDER_MARK.length;
      const isWhole = isMarkWhole && depth === 0 && !isInString && (isList ? listState === 3 : elements.length === 1);
      if (list)
        for (const [index, element] of elements.entries())
          if (element.end - element.start > list.elementBytesMax)
            throw new DomainError(
              "too_large",
              `Event ${index} is larger than ${list.elementBytesMax / 1024} KiB. Send less in it.`,
            );
      return { isList, elements, isWellFormed: isWellFormed && isWhole };
    },
  };
};

export const scanJson = (bytes: Uint8Array, bounds: JsonBounds): JsonScan => {
  const scanner = createJsonScanner(bounds);
  scanner.push(bytes);
  return scanner.end();
};
