import { toColumn } from "#domain/sql/rows-of.ts";

/** SQL with one `?` per use of the value. `undefined` leaves the condition out. */
export type Condition = readonly [sql: string, value: unknown];

type PageQuery = {
  /** Table of rows `r`, newest id last. */
  from: string;
  /** SQL of the columns, from `r`. */
  select: string;
  where: readonly Condition[];
  /** Rows to read. */
  limit: number;
  /** Default: newest first. */
  isOldestFirst?: boolean;
};

/**
 * Writes the statement of a page. The connection does not keep its plan: filters have hundreds of
 * combinations, and a kept plan takes 64 KB (measured). A plan for the given values also suits each tenant's size.
 * @example await deps.sql<Row>(...selectPage({ … }));
 */
export const selectPage = ({
  from,
  select,
  where,
  limit,
  isOldestFirst = false,
}: PageQuery): [text: string, values: unknown[], options: { isPlanKept: false }] => {
  const values: unknown[] = [limit];
  const conditions: string[] = [];
  for (const [sql, value] of where) {
    if (value === undefined) continue;
    values.push(value);
    conditions.push(sql.replaceAll("?", `$${values.length}`));
  }
  const text = `SELECT ${select} FROM ${from} r WHERE ${conditions.join(" AND ")} ORDER BY r.id ${isOldestFirst ? "ASC" : "DESC"} LIMIT $1`;
  return [text, values, { isPlanKept: false }];
};

/** Compares a single value by equality, which keeps the order of an index. */
export const isAnyOf = (column: string, values: readonly string[] = []): Condition =>
  values.length > 1 ? [`${column} = ANY(?::text[])`, values] : [`${column} = ?`, values[0]];

/** SQL of the columns with these fields: `r.due_at AS "dueAt"`. */
export const columnsOf = (fields: readonly string[]): string =>
  fields.map((field) => `r.${toColumn(field)} AS "${field}"`).join(", ");
