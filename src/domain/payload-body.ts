import { type BodyOwner, unpackBody } from "#domain/packed-body.ts";

/** Columns of a stored payload. One of them is null. */
export type StoredBody = { body: Uint8Array | null; packed: Uint8Array | null };

/** Prisma selection of a `StoredBody`. */
export const storedBodyColumns = { body: true, packed: true } as const;

/** Returns the plain bytes; null for a missing row. */
export const plainBodyOf = (stored: StoredBody | null | undefined, owner: BodyOwner): Uint8Array | null => {
  const bytes = stored?.packed ?? stored?.body;
  return bytes ? unpackBody(bytes, owner) : null;
};

/** SQL over rows of `webhook_payload`: bytes for `unpackBody`. */
export const storedBodySql = (alias: string): string => `coalesce(${alias}.packed, ${alias}.body)`;

/** SQL over rows of `webhook_payload`: length of the plain body, known without reading it. */
export const bodyBytesSql = (alias: string): string =>
  `coalesce(get_byte(${alias}.packed, 1) * 256 + get_byte(${alias}.packed, 2), octet_length(${alias}.body))`;
