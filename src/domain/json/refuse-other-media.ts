import type { HeaderReader } from "#domain/api-message.ts";
import { DomainError } from "#domain/errors.ts";

/** Answer must name the accepted codings (RFC 9110, 15.5.16). */
export class UnsupportedCoding extends DomainError {
  readonly taken = "identity";

  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof DomainError && "taken" in error;
  }
}

const JSON_TYPE = /^application\/([a-z0-9.!#$&^_-]+\+)?json$/i;

/**
 * Throws `unsupported_media`, also for compressed bodies: their size is unknown before the work.
 *
 * @param needsType requires a JSON content type
 */
export const refuseOtherMedia = (headers: HeaderReader, { needsType }: { needsType: boolean }): void => {
  const [mediaType = "", ...parameters] = (headers.get("content-type") ?? "").split(";");
  if (needsType && !JSON_TYPE.test(mediaType.trim()))
    throw new DomainError("unsupported_media", "Send JSON, with the header Content-Type: application/json.");
  const charsets = parameters.flatMap((part) => /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/i.exec(part)?.[1] ?? []);
  const charset = charsets.find((name) => !/^(utf-?8)?$/i.test(name));
  if (charset) throw new DomainError("unsupported_media", `Send JSON in UTF-8, not in ${charset.slice(0, 40)}.`);
  const coding = headers.get("content-encoding")?.trim() ?? "";
  if (coding !== "" && coding.toLowerCase() !== "identity")
    throw new UnsupportedCoding("unsupported_media", `Send the body uncompressed, without Content-Encoding.`);
};
