import type { HeaderReader } from "#domain/api-message.ts";
import { DomainError, UnsupportedCoding } from "#domain/errors.ts";

const JSON_TYPE = /^application\/([a-z0-9.!#$&^_-]+\+)?json$/i;

/**
 * Throws `unsupported_media` for a body that is not JSON in UTF-8, uncompressed: what came would not be what is stored. Bodies
 * are not inflated, since their size would not be known before the work.
 *
 * @param needsType whether the body must say that it is JSON; else only another charset or coding is refused
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
