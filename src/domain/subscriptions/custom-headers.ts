import type { Deps } from "#domain/context.ts";
import { DomainError, type FieldError, type FieldWords } from "#domain/errors.ts";
import {
  CUSTOM_HEADER_NAME_LENGTH_MAX,
  CUSTOM_HEADER_VALUE_LENGTH_MAX,
  CUSTOM_HEADERS_MAX,
} from "#domain/subscriptions/custom-header.schema.ts";
import { isReservedHeader } from "#domain/subscriptions/reserved-headers.values.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";
import { HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";

/** Values are secrets, stored sealed. */
export type CustomHeaders = ReadonlyMap<string, string>;

/** Token of RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * Applies a change: a mask keeps the stored value, null removes a header, other headers stay. Names ignore case (RFC
 * 9110, 5.1). Throws `invalid` naming bad headers.
 *
 * @param ownPrefix as in `X-<prefix>-Event`
 */
export const changeHeaders = (
  stored: CustomHeaders,
  changes: Record<string, string | null>,
  ownPrefix: string,
): CustomHeaders => {
  const entries = Object.entries(changes);
  const storedNames = new Map([...stored.keys()].map((name) => [name.toLowerCase(), name]));
  const seen = new Set<string>();
  const errors = entries.flatMap(([name, value]): FieldError[] => {
    const lower = name.toLowerCase();
    const problem = seen.has(lower)
      ? says("this header is named twice", { reason: "header_twice" })
      : problemOf(name, value, { isStored: storedNames.has(lower), ownPrefix });
    seen.add(lower);
    return problem === null ? [] : [{ path: `headers.${name}`, ...problem }];
  });
  if (errors.length > 0) throw new DomainError("invalid", "These custom headers cannot be used.", errors);

  const headers = new Map(stored);
  for (const [name, value] of entries) {
    if (value === HEADER_VALUE_MASK) continue;
    const known = storedNames.get(name.toLowerCase());
    if (known !== undefined) headers.delete(known);
    if (value !== null) headers.set(name, value);
  }
  if (headers.size > CUSTOM_HEADERS_MAX) {
    const message = `use at most ${CUSTOM_HEADERS_MAX} custom headers`;
    throw new DomainError("invalid", `Too many custom headers: ${message}.`, [
      { path: "headers", message, reason: "too_many_headers", values: { max: CUSTOM_HEADERS_MAX } },
    ]);
  }
  return headers;
};

export const sealHeaders = (
  { secrets }: Pick<Deps, "secrets">,
  webhook: { tenantId: string; subscriptionId: string },
  headers: CustomHeaders,
): string | null =>
  headers.size === 0
    ? null
    : secrets.seal(JSON.stringify(Object.fromEntries(headers)), subscriptionSealContext(webhook, "headers"));

export const openHeaders = (
  { secrets }: Pick<Deps, "secrets">,
  webhook: { tenantId: string; subscriptionId: string },
  sealed: string | null,
): CustomHeaders => {
  if (sealed === null) return new Map();
  const headers: Record<string, string> = JSON.parse(secrets.open(sealed, subscriptionSealContext(webhook, "headers")));
  return new Map(Object.entries(headers));
};

type Problem = Omit<FieldError, "path">;

const says = (message: string, words: FieldWords): Problem => ({ message, ...words });

const problemOf = (
  name: string,
  value: string | null,
  { isStored, ownPrefix }: { isStored: boolean; ownPrefix: string },
): Problem | null => {
  if (value === null) return null;
  if (value === HEADER_VALUE_MASK)
    return isStored
      ? null
      : says("there is no stored value to keep: send the value itself", { reason: "field_header_mask" });
  if (!TOKEN.test(name) || name.length > CUSTOM_HEADER_NAME_LENGTH_MAX)
    return says(`use letters, digits and hyphens, at most ${CUSTOM_HEADER_NAME_LENGTH_MAX}, as the header's name`, {
      reason: "field_header_name",
      values: { max: CUSTOM_HEADER_NAME_LENGTH_MAX },
    });
  if (isReservedHeader(name, ownPrefix))
    return says("this header is reserved and cannot be set", { reason: "field_header_reserved" });
  if (!PRINTABLE_ASCII.test(value)) return says("use printable ASCII characters only", { reason: "field_ascii" });
  if (value.length > CUSTOM_HEADER_VALUE_LENGTH_MAX)
    return says(`use at most ${CUSTOM_HEADER_VALUE_LENGTH_MAX} characters`, {
      reason: "field_too_long",
      values: { max: CUSTOM_HEADER_VALUE_LENGTH_MAX },
    });
  return null;
};
