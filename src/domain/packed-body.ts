import { timeOfId } from "#domain/ids.ts";
import { TEXTS_OF_FORM_1 } from "#domain/packed-body.values.ts";

/** Event that a body belongs to. Its ids stand in the body, and need no room there. */
export type BodyOwner = { eventId: string; tenantId: string };

/** Longer bodies stay plain: PostgreSQL compresses rows of more than 2 KB itself. */
export const PACKED_BODY_BYTES_MAX = 2_000;

/** Number of the form, and first byte of a packed body. */
export const FORM = 1;
/** Form, length of the plain body in two bytes, which SQL reads (`bodyBytesSql`), and its checksum in two. */
export const HEAD_BYTES = 5;
export const CHECK_AT = 3;

/** Lowest first byte of a plain body: JSON begins with a brace, or with white space. Lower bytes number forms. */
export const PLAIN_MIN = 9;

export const MATCH_MIN = 4;
/** Longest count that fits into half of a byte; the rest follows in bytes. */
export const NIBBLE = 15;
const HINT_CHARS_MAX = 100;
const HINT_BYTES_MAX = 3 * HINT_CHARS_MAX;

/**
 * Buffer of all that a match may refer to: known texts, the beginning as the ids predict it, and the body so far. Calls are synchronous
 * and share it.
 */
const TEXTS = Buffer.from(TEXTS_OF_FORM_1, "latin1");
export const TEXTS_BYTES = TEXTS.length;
export const seen = Buffer.alloc(TEXTS_BYTES + HINT_BYTES_MAX + PACKED_BODY_BYTES_MAX);
TEXTS.copy(seen);

/** @returns place where the body begins */
export const writeHints = ({ eventId, tenantId }: BodyOwner): number => {
  const text = `{"id":"${eventId.slice(0, HINT_CHARS_MAX)}","event":"${tenantId.slice(0, HINT_CHARS_MAX)}","timestamp":"${timeText(eventId)}","`;
  return TEXTS_BYTES + seen.write(text, TEXTS_BYTES, HINT_BYTES_MAX, "latin1");
};

/** Predicts the timestamp: an event without a time of its own has the time of its id. A change needs a form of its own. */
const timeText = (eventId: string): string => timeOfId(eventId).toISOString();

/** FNV-1a over plain bytes in `seen`, folded to 16 bits. */
export const checksum = (start: number, end: number): number => {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (seen[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 16)) & 0xffff;
};

/**
 * Returns the plain bytes of a stored body. Null for no bytes, for damaged ones, which length and checksum tell, and for a form of a later
 * release: nothing may be sent in place of the body, and one row must not stop the work on its neighbours.
 */
export const unpackIfReadable = (stored: Uint8Array | null, owner: BodyOwner): Uint8Array | null => {
  if (!stored) return null;
  const form = stored[0] ?? PLAIN_MIN;
  if (form >= PLAIN_MIN) return stored;
  if (form !== FORM) return null;
  const start = writeHints(owner);
  const end = start + ((stored[1] ?? 0) << 8) + (stored[2] ?? 0);
  if (end > seen.length) return null;
  let at = start;
  let read = HEAD_BYTES;
  const readCount = (half: number): number => {
    let count = half;
    let more = half === NIBBLE ? 255 : 0;
    while (more === 255) {
      more = stored[read++] ?? 0;
      count += more;
    }
    return count;
  };
  while (read < stored.byteLength) {
    const token = stored[read++] ?? 0;
    const literalsEnd = at + readCount(token >> 4);
    if (literalsEnd > end) return null;
    while (at < literalsEnd) seen[at++] = stored[read++] ?? 0;
    if (read >= stored.byteLength) break;
    const distance = (stored[read] ?? 0) | ((stored[read + 1] ?? 0) << 8);
    read += 2;
    const matchEnd = at + MATCH_MIN + readCount(token & NIBBLE);
    if (distance === 0 || distance > at || matchEnd > end) return null;
    while (at < matchEnd) {
      seen[at] = seen[at - distance] ?? 0;
      at++;
    }
  }
  const isWhole = at === end && read === stored.byteLength;
  if (!isWhole || checksum(start, end) !== (((stored[CHECK_AT] ?? 0) << 8) | (stored[CHECK_AT + 1] ?? 0))) return null;
  return Buffer.from(seen.subarray(start, end));
};

/** Says why `unpackIfReadable` returned null for stored bytes. For the operator, who finds the row by the ids beside it. */
export const whyUnreadable = ([form]: Uint8Array): string =>
  form === FORM ? "its bytes are damaged" : `it has the form ${form}, which this release does not know`;
