import type { Deps } from "#domain/context.ts";
import { type BodyOwner, unpackIfReadable, whyUnreadable } from "#domain/packed-body.ts";

/** Columns of a stored payload. One of them is null. */
export type StoredBody = { body: Uint8Array | null; packed: Uint8Array | null };

/** Prisma selection of a `StoredBody`. */
export const storedBodyColumns = { body: true, packed: true } as const;

/** Returns the bytes as they are stored; null for a missing row. */
export const storedBytesOf = (stored: StoredBody | null | undefined): Uint8Array | null =>
  stored?.packed ?? stored?.body ?? null;

/** `bytes` is null for a body that is erased or past retention, and for one that is stored but cannot be read. */
export type ReadBody = { bytes: Uint8Array | null; isUnreadable: boolean };

/**
 * Reads a stored body. An unreadable one is a value and no failure: a list leaves it out, a view of its event shows all but the body, and an
 * action on its event refuses. The log names the event and the cause.
 *
 * @param consequence what is not shown or not done, for the log
 */
export const readStoredBody = (
  { log }: Pick<Deps, "log">,
  stored: Uint8Array | null,
  owner: BodyOwner,
  consequence: string,
): ReadBody => {
  const bytes = unpackIfReadable(stored, owner);
  const isUnreadable = stored !== null && bytes === null;
  if (isUnreadable && isNew(`${owner.eventId} ${consequence}`))
    log.error({ ...owner, why: whyUnreadable(stored) }, `the stored body of an event cannot be read; ${consequence}`);
  return { bytes, isUnreadable };
};

/** Events that this process has logged: a page or a client may ask for the same one again and again. */
const logged = new Set<string>();
const LOGGED_MAX = 1_000;

const isNew = (line: string): boolean => {
  if (logged.has(line)) return false;
  if (logged.size >= LOGGED_MAX) logged.clear();
  logged.add(line);
  return true;
};

/** SQL over rows of `webhook_payload`: bytes for `unpackIfReadable`. */
export const storedBodySql = (alias: string): string => `coalesce(${alias}.packed, ${alias}.body)`;

/** SQL over rows of `webhook_payload`: length of the plain body, known without reading it. */
export const bodyBytesSql = (alias: string): string =>
  `coalesce(get_byte(${alias}.packed, 1) * 256 + get_byte(${alias}.packed, 2), octet_length(${alias}.body))`;
