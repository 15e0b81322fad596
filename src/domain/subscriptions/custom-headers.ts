import type { Deps } from "#domain/context.ts";
import { DomainError, type FieldError } from "#domain/errors.ts";
import { subscriptionPlace } from "#domain/subscriptions/subscription-place.ts";
import {
  CUSTOM_HEADER_VALUE_LENGTH_MAX,
  CUSTOM_HEADERS_MAX,
  HEADER_VALUE_MASK,
} from "#domain/subscriptions/webhook.schema.ts";

/** Custom headers of one webhook, in the clear: values are secrets and are stored sealed. */
export type CustomHeaders = ReadonlyMap<string, string>;

const NAME_LENGTH_MAX = 64;
/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * Names that belong to the connection, to us, or to the metadata services of clouds. undici refuses CR, LF and NUL but
 * would send a custom `Host` or `Connection` (measured).
 */
const RESERVED_NAMES = new Set(
  (
    "host connection keep-alive content-length content-type content-encoding transfer-encoding te trailer upgrade expect " +
    "user-agent accept-encoding cookie forwarded via x-real-ip http2-settings"
  ).split(" "),
);
const RESERVED_PREFIXES =
  "proxy- x-forwarded- webhook- x-amz- x-amzn- x-aws- x-goog- x-google x-azure- x-fd- metadata".split(" ");

/**
 * The headers that a change leaves: a value equal to its mask keeps the stored one, null removes the header, headers not
 * named stay. Names are compared without regard to case (RFC 9110 section 5.1). Throws `invalid` naming each bad header.
 *
 * @param ownPrefix as in `X-<prefix>-Event`, which no custom header may imitate
 */
export const changeHeaders = (
  stored: CustomHeaders,
  changes: Record<string, string | null>,
  ownPrefix: string,
): CustomHeaders => {
  const entries = Object.entries(changes);
  const errors = entries.flatMap(([name, value], index): FieldError[] => {
    const isRepeated = entries.slice(0, index).some(([earlier]) => isSameName(earlier, name));
    const problem = isRepeated ? "this header is named twice" : problemOf(name, value, stored, ownPrefix);
    return problem === null ? [] : [{ path: `headers.${name}`, message: problem }];
  });
  if (errors.length > 0) throw new DomainError("invalid", "These custom headers cannot be used.", errors);

  const headers = new Map(stored);
  for (const [name, value] of entries) {
    if (value === HEADER_VALUE_MASK) continue;
    const known = [...headers.keys()].find((key) => isSameName(key, name));
    if (known !== undefined) headers.delete(known);
    if (value !== null) headers.set(name, value);
  }
  if (headers.size > CUSTOM_HEADERS_MAX) {
    const message = `use at most ${CUSTOM_HEADERS_MAX} custom headers`;
    throw new DomainError("invalid", `Too many custom headers: ${message}.`, [{ path: "headers", message }]);
  }
  return headers;
};

/** Null when there are none. */
export const sealHeaders = (
  { secrets }: Pick<Deps, "secrets">,
  webhook: { tenantId: string; subscriptionId: string },
  headers: CustomHeaders,
): string | null =>
  headers.size === 0
    ? null
    : secrets.seal(JSON.stringify(Object.fromEntries(headers)), subscriptionPlace(webhook, "headers"));

export const openHeaders = (
  { secrets }: Pick<Deps, "secrets">,
  webhook: { tenantId: string; subscriptionId: string },
  sealed: string | null,
): CustomHeaders => {
  if (sealed === null) return new Map();
  const headers: Record<string, string> = JSON.parse(secrets.open(sealed, subscriptionPlace(webhook, "headers")));
  return new Map(Object.entries(headers));
};

/**
 * Whether no custom header may have this name. Asked when it is set and again when it is sent: the prefix of our own
 * headers, and this list, may have changed since.
 *
 * @param ownPrefix as in `X-<prefix>-Event`
 */
export const isReservedHeader = (name: string, ownPrefix: string): boolean => {
  const lower = name.toLowerCase();
  const ownStart = `x-${ownPrefix.toLowerCase()}-`;
  return (
    RESERVED_NAMES.has(lower) ||
    lower.startsWith(ownStart) ||
    RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix))
  );
};

const isSameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const problemOf = (name: string, value: string | null, stored: CustomHeaders, ownPrefix: string): string | null => {
  if (value === null) return null;
  const isStored = [...stored.keys()].some((key) => isSameName(key, name));
  if (value === HEADER_VALUE_MASK) return isStored ? null : "there is no stored value to keep: send the value itself";
  if (!TOKEN.test(name) || name.length > NAME_LENGTH_MAX) {
    return `use letters, digits and hyphens, at most ${NAME_LENGTH_MAX}, as the header's name`;
  }
  if (isReservedHeader(name, ownPrefix)) return "this header is reserved and cannot be set";
  if (!PRINTABLE_ASCII.test(value)) return "use printable ASCII characters only";
  if (value.length > CUSTOM_HEADER_VALUE_LENGTH_MAX) {
    return `use at most ${CUSTOM_HEADER_VALUE_LENGTH_MAX} characters`;
  }
  return null;
};
