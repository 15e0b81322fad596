import { DomainError } from "#domain/errors.ts";
import { parseExact } from "#domain/json/parse-exact.ts";
import { refuseOtherMedia } from "#domain/json/refuse-other-media.ts";
import { BODY_BOUNDS, createJsonScanner } from "#domain/json/scan-json.ts";
import { type ReadOptions, takeBody, type UnreadBody } from "#domain/read-body.ts";

/**
 * Parses a JSON request body; an empty body gives undefined and needs no content type. Reads at most `bytesMax`, within
 * `BODY_BOUNDS` depth and width. `leave` frees the memory reserved for the body.
 */
export const takeJson = async (
  request: UnreadBody,
  bytesMax: number,
  options: ReadOptions,
): Promise<{ value: unknown; leave: () => void }> => {
  const hasType = request.headers.get("content-type") !== null;
  refuseOtherMedia(request.headers, { needsType: hasType });
  const scanner = createJsonScanner(BODY_BOUNDS);
  const { bytes, leave } = await takeBody(request, bytesMax, { ...options, drains: true, onChunk: scanner.push });
  try {
    if (bytes.byteLength === 0) return { value: undefined, leave };
    if (!hasType) refuseOtherMedia(request.headers, { needsType: true });
    const { elements, isWellFormed } = scanner.end();
    const [element] = elements;
    if (!isWellFormed || !element) throw new DomainError("malformed", "The body is not valid JSON.");
    const parsed = parseExact(bytes, element);
    if (parsed.outcome === "malformed") throw new DomainError("malformed", parsed.why);
    if (parsed.outcome === "altered")
      throw new DomainError("invalid", "The request is not valid: correct the fields named in errors.", parsed.errors);
    return { value: parsed.value, leave };
  } catch (error) {
    leave();
    throw error;
  }
};
