import type { Duplex } from "node:stream";

/** The parser rejects longer heads. */
const HEAD_BYTES_MAX = 16_384;
const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/**
 * Drops interim answers (1xx, RFC 9110, 15.2) and unfolds header lines (RFC 9112, 5.2): undici rejects 100 and every fold. 101 stays,
 * because it ends HTTP. Call `expect` per request, so that no body is read as a head.
 */
export const filterResponseHeads = (socket: Duplex): ResponseHeads => {
  const heads = createHeadFilter();
  const push = socket.push.bind(socket);
  let bytesSeen = 0;
  socket.push = (chunk: unknown) => {
    if (Buffer.isBuffer(chunk)) {
      bytesSeen += chunk.length;
      const kept = heads.feed(chunk);
      // Dropped bytes fill no buffer, so reading goes on.
      return kept === null || push(kept);
    }
    const held = chunk === null ? heads.end() : null;
    if (held) push(held);
    return push(chunk);
  };
  return {
    expect: () => {
      bytesSeen = 0;
      heads.expect();
    },
    bytesSeen: () => bytesSeen,
  };
};

export type ResponseHeads = {
  /** Call when an answer may begin. */
  expect: () => void;
  /** Bytes since `expect`, with dropped bytes. */
  bytesSeen: () => number;
};

/** `feed` holds up to 12 undecided bytes (start of a status line, CRLF) for the next chunk; `end` returns them. */
export const createHeadFilter = () => {
  let part: "begin" | "interim" | "status" | "fields" | "fold" | "body" = "body";
  let held: number[] = [];
  let headLength = 0;
  let lineLength = 0;
  let last = 0;

  const begin = () => {
    part = "begin";
    headLength = 0;
    lineLength = 0;
    last = 0;
  };
  const release = () => held.splice(0);

  const take = (byte: number): number[] => {
    if (part === "begin") {
      // The parser skips empty lines before a status line.
      if (held.length === 0 && isLineEnd(byte)) return [byte];
      held.push(byte);
      const kind = kindOf(held);
      if (kind === "undecided") return [];
      part = kind;
      lineLength = held.length - 1;
      const line = release();
      const isWhole = endLine(byte) === "line";
      if (kind === "interim") return [];
      if (isWhole) part = "fields";
      return line;
    }
    if (part === "interim") {
      if (endLine(byte) === "head") begin();
      return [];
    }
    if (part === "status") {
      if (endLine(byte) === "line") part = "fields";
      return [byte];
    }
    const isBlank = byte === SPACE || byte === TAB;
    if (part === "fold") {
      if (isBlank) return [];
      part = "fields";
    }
    if (held.length === 2) {
      if (isBlank) {
        held = [];
        part = "fold";
        lineLength++;
        return [SPACE];
      }
      lineLength = 0;
    } else if (byte === LF && held.length === 1 && lineLength > 1) {
      held.push(byte);
      return [];
    }
    const before = release();
    if (endLine(byte) === "head") part = "body";
    else if (byte === CR) {
      held = [byte];
      return before;
    }
    return [...before, byte];
  };

  /** Bare LF ends a line too. An empty line ends the head. */
  const endLine = (byte: number): "head" | "line" | null => {
    if (byte !== LF) {
      lineLength++;
      last = byte;
      return null;
    }
    const isEmpty = lineLength === 0 || (lineLength === 1 && last === CR);
    lineLength = 0;
    return isEmpty ? "head" : "line";
  };

  const feed = (chunk: Buffer): Buffer | null => {
    if (part === "body") return chunk;
    if (part === "begin" && held.length === 0 && isPlain(chunk)) {
      part = "body";
      return chunk;
    }
    const goesOn: number[] = [];
    for (const [place, byte] of chunk.entries()) {
      if (++headLength > HEAD_BYTES_MAX) part = "body";
      if (isInBody()) {
        return Buffer.concat([Buffer.from([...goesOn, ...release()]), chunk.subarray(place)]);
      }
      goesOn.push(...take(byte));
    }
    return goesOn.length === 0 ? null : Buffer.from(goesOn);
  };
  const isInBody = () => part === "body";

  return {
    feed,
    expect: begin,
    end: (): Buffer | null => (held.length === 0 ? null : Buffer.from(release())),
  };
};

const PLAIN_BYTES_MAX = 1_024;

/** Fast path for a whole head without change: a fifth of the cost of the byte loop. */
const isPlain = (chunk: Buffer): boolean => {
  if (chunk[0] !== "H".charCodeAt(0) || chunk[9] === "1".charCodeAt(0)) return false;
  const text = chunk.toString("latin1", 0, Math.min(PLAIN_BYTES_MAX, chunk.length));
  const place = text.search(/\r\n(?:[ \t]|\r\n)/);
  return place >= 0 && text[place + 2] === "\r";
};

const isLineEnd = (byte: number): boolean => byte === CR || byte === LF;

const INTERIM = "HTTP/#.# 1##";

/** Decides at the first byte that differs from `HTTP/1.1 1xx `. */
const kindOf = (bytes: readonly number[]): "interim" | "status" | "undecided" => {
  for (let place = 0; place < INTERIM.length; place++) {
    const byte = bytes[place];
    if (byte === undefined) return "undecided";
    const wanted = INTERIM.charCodeAt(place);
    if (wanted === 35 ? byte < 48 || byte > 57 : byte !== wanted) return "status";
  }
  const after = bytes[INTERIM.length];
  if (after === undefined) return "undecided";
  const isSwitch = bytes[10] === 48 && bytes[11] === 49;
  return !isSwitch && (after === SPACE || isLineEnd(after)) ? "interim" : "status";
};
