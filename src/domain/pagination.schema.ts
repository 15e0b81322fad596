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
 * Rows not older than `oldestId`, of rows read newest first. A bound in the statement would make PostgreSQL read all
 * tenants' rows of that time by the primary key.
 */
export const newerRows = <Row extends { id: string }>(rows: Row[], oldestId: string | undefined): Row[] =>
  oldestId === undefined ? rows : rows.filter(({ id }) => id >= oldestId);

/** A filter for Prisma with one or several values. A single value is an equality, which keeps the plans of one. */
export const anyOf = (values: readonly string[] | undefined): string | { in: string[] } | undefined =>
  values === undefined || values.length > 1 ? values && { in: [...values] } : values[0];
