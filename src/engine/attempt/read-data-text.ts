import { DomainError } from "#domain/errors.ts";
import { EVENT_BYTES_MAX } from "#domain/events/event.schema.ts";
import { parseExact } from "#domain/json/parse-exact.ts";
import { DEPTH_MAX, scanJson, VALUES_MAX } from "#domain/json/scan-json.ts";

/** Allows one level less than an event: `data` lies inside it. */
const BOUNDS = { depthMax: DEPTH_MAX - 1, valuesMax: VALUES_MAX };

/**
 * Parses the `data` of an event as a person typed it, without loss. Checks size, depth and values before it parses.
 * Throws `too_large`, `malformed` or `invalid`, with paths below `data`.
 */
export const readDataText = (text: string): Record<string, unknown> => {
  const bytes = Buffer.from(text, "utf8");
  assertDataFits(bytes.byteLength);
  const { elements, isWellFormed } = scanJson(bytes, BOUNDS);
  const [element] = elements;
  if (!isWellFormed || !element || !text.isWellFormed())
    throw new DomainError("malformed", "The data is not valid JSON.");
  const parsed = parseExact(bytes, element);
  if (parsed.outcome === "malformed") throw new DomainError("malformed", "The data is not valid JSON.");
  if (parsed.outcome === "altered") {
    const errors = parsed.errors.map((error) => ({ ...error, path: error.path ? `data.${error.path}` : "data" }));
    throw new DomainError("invalid", "Some values would not arrive as they are written.", errors);
  }
  const { value } = parsed;
  if (!isObject(value))
    throw new DomainError("invalid", "The data must be an object: write its fields between { and }.", [
      { path: "data", message: "must be an object", reason: "field_object" },
    ]);
  return value;
};

export const assertDataFits = (bytes: number): void => {
  if (bytes > EVENT_BYTES_MAX)
    throw new DomainError("too_large", `The data is larger than ${EVENT_BYTES_MAX / 1024} KiB. Send less in it.`);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
