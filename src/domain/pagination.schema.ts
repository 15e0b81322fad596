import { z } from "zod";
import { ID_CHARS_MAX } from "#domain/bounded.schema.ts";

/** Describes each `cursor`, whatever it holds. */
export const CURSOR_MEANING = "nextCursor of the page before. Left out: the first page";

/** `cursor` is the last id of the page before. */
export const pageInput = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe("Entries in one page"),
  cursor: z
    .string()
    .max(ID_CHARS_MAX)
    .regex(/^[a-z]+_[0-9a-hjkmnp-tv-z]{26}$/, "use the nextCursor of the page before")
    .optional()
    .describe(CURSOR_MEANING),
});

export type PageInput = z.output<typeof pageInput>;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

export type Page<Item> = { data: Item[]; nextCursor: string | null };

/** @param rows up to `limit + 1` */
export const toPage = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item & { id: string },
): Page<Item> => {
  const data = rows.slice(0, limit).map(toItem);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
};

/** Filters after the query: a bound in SQL would make PostgreSQL read all tenants' rows by the primary key. */
export const newerRows = <Row extends { id: string }>(rows: Row[], oldestId: string | undefined): Row[] =>
  oldestId === undefined ? rows : rows.filter(({ id }) => id >= oldestId);
