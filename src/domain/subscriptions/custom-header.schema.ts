import { z } from "zod";
import { boundedRecord } from "#domain/bounded.schema.ts";

export const CUSTOM_HEADERS_MAX = 20;
export const CUSTOM_HEADER_NAME_LENGTH_MAX = 64;
export const CUSTOM_HEADER_VALUE_LENGTH_MAX = 4_096;

/** Lets one change replace all stored headers. */
const bounds = { entriesMax: 2 * CUSTOM_HEADERS_MAX, nameCharsMax: CUSTOM_HEADER_NAME_LENGTH_MAX };
const value = z
  .string()
  .max(CUSTOM_HEADER_VALUE_LENGTH_MAX, `use at most ${CUSTOM_HEADER_VALUE_LENGTH_MAX} characters`);

/** For the API's description: names as RFC 9110 has them, and what values may hold. `changeHeaders` decides, and explains. */
const namePattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
const printable = "[\\x20-\\x7e]*";

export const headersToSet = boundedRecord(value.meta({ pattern: `^${printable}$` }), bounds, {
  maxProperties: CUSTOM_HEADERS_MAX,
  namePattern,
});
export const headersToChange = boundedRecord(value.meta({ pattern: `^(?:${printable}|•{8})$` }).nullable(), bounds, {
  namePattern,
});
