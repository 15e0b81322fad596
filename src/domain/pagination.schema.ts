import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";

/** `?limit=&cursor=` of every list; newest first. The cursor is the id of the last row seen. */
export const pageInput = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: objectId.regex(/^[a-z]+_[0-9a-hjkmnp-tv-z]{26}$/, "use the nextCursor of the page before").optional(),
});

export type PageInput = z.output<typeof pageInput>;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

export type Page<Item> = { data: Item[]; nextCursor: string | null };

/** Cuts a list that was read with `limit + 1` rows to a page. */
export const toPage = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item & { id: string },
): Page<Item> => {
  const data = rows.slice(0, limit).map(toItem);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
};

/**
 * Of rows that were read newest first, those not older than `oldestId`. The bound is not the statement's: with one, PostgreSQL
 * reads all tenants' rows of that time by the primary key rather than the tenant's own, and meets whatever the others import.
 */
export const newerRows = <Row extends { id: string }>(rows: Row[], oldestId: string | undefined): Row[] =>
  oldestId === undefined ? rows : rows.filter(({ id }) => id >= oldestId);

/** A filter with several values for Prisma. A single one is compared, so that plans stay those of a comparison. */
export const anyOf = (values: readonly string[] | undefined): string | { in: string[] } | undefined =>
  values === undefined || values.length > 1 ? values && { in: [...values] } : values[0];
