import { DomainError, type FieldError } from "#domain/errors.ts";
import { EVENT_BYTES_MAX, EVENTS_PER_REQUEST_MAX, REQUEST_BYTES_MAX } from "#domain/events/event.schema.ts";
import { parseExact } from "#domain/json/parse-exact.ts";
import { createJsonScanner, DEPTH_MAX, type JsonBounds, type JsonElement, VALUES_MAX } from "#domain/json/scan-json.ts";
import { type ReadOptions, takeBody, type UnreadBody } from "#domain/read-body.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";

export const VALUES_PER_REQUEST_MAX = 200_000;

const BOUNDS: JsonBounds = {
  depthMax: DEPTH_MAX,
  valuesMax: VALUES_MAX,
  list: { elementsMax: EVENTS_PER_REQUEST_MAX, elementBytesMax: EVENT_BYTES_MAX, valuesMax: VALUES_PER_REQUEST_MAX },
};

/** `bytes` is the size as sent. Error paths are relative to the event. */
export type ReadEvent = (IncomingEvent & { bytes?: number }) | { errors: FieldError[] };

export type ReadPosted = (value: unknown, index: number) => ReadEvent;

/** Reads `data` from the sent value, because Zod's record silently drops `__proto__`. */
export const sentData = (value: unknown): Record<string, unknown> =>
  isObject(value) && isObject(value.data) ? value.data : {};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export type PostedEvents = {
  isList: boolean;
  count: number;
  bytes: number;
  /** Parses one event at a time. Throws `malformed`. */
  read: (toEvent: ReadPosted) => Iterable<ReadEvent>;
};

/**
 * Checks bounds while the bytes arrive. Throws `too_large`, `timed_out`, or `malformed`.
 * @returns `leave` releases the memory that is reserved for the body
 */
export const takePostedEvents = async (
  request: UnreadBody,
  options: ReadOptions,
): Promise<{ posted: PostedEvents; leave: () => void }> => {
  const scanner = createJsonScanner(BOUNDS);
  const { bytes, leave } = await takeBody(request, REQUEST_BYTES_MAX, {
    ...options,
    drains: true,
    onChunk: scanner.push,
  });
  try {
    const { elements, isList, isWellFormed } = scanner.end();
    if (!isWellFormed) throw new DomainError("malformed", "The body is not valid JSON.");
    const read = (toEvent: ReadPosted) => readEach(bytes, elements, toEvent);
    return { posted: { isList, count: elements.length, bytes: bytes.byteLength, read }, leave };
  } catch (error) {
    leave();
    throw error;
  }
};

/**
 * Not a function within a request: V8 makes a hidden class for each generator function, in its old generation, and that keeps the request until the
 * next large collection.
 */
function* readEach(bytes: Uint8Array, elements: readonly JsonElement[], toEvent: ReadPosted): Iterable<ReadEvent> {
  for (const [index, element] of elements.entries()) {
    const parsed = parseExact(bytes, element);
    if (parsed.outcome === "malformed") throw new DomainError("malformed", parsed.why);
    if (parsed.outcome === "altered") yield { errors: parsed.errors };
    else yield { ...toEvent(parsed.value, index), bytes: element.end - element.start };
  }
}

/** Removes the index from error paths of a single event: `data.startTime` instead of `0.data.startTime`. */
export const withoutPlace = (error: unknown): unknown => {
  if (!(error instanceof DomainError) || error.errors.length === 0) return error;
  const errors = error.errors.map((one) => ({ ...one, path: one.path.replace(/^0(\.|$)/, "") }));
  const { code, message, reason, values } = error;
  return new DomainError(code, message, errors, { values, ...(reason && { reason }) });
};
