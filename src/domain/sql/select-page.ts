import { toColumn } from "#domain/sql/rows-of.ts";

/** SQL with one `?` per use of the value. `undefined` leaves the condition out. */
export type Condition = readonly [sql: string, value: unknown];

type PageQuery = {
  /** Table of rows `r`, newest id last. */
  from: string;
  /** SQL of the columns, from `r`. */
  select: string;
  /** SQL after `r` that adds columns, and neither adds nor removes rows. */
  joins?: string;
  where: readonly Condition[];
  /** Rows to read. */
  limit: number;
  /** Condition that no index serves. */
  matching?: Matching | undefined;
  /** Default: newest first. */
  isOldestFirst?: boolean;
};

/** Adds a value to the statement and returns its parameter. */
export type AddValue = (value: unknown) => string;

/**
 * Condition that is checked row by row, over `r`, for `rowsMax` rows. The last of these rows comes even if it does not match, and
 * has `isStop`: the next walk begins after it.
 */
export type Matching = { sql: (add: AddValue) => string; rowsMax: number };

/**
 * Writes the statement of a page. The connection does not keep its plan: filters have hundreds of
 * combinations, and a kept plan takes 64 KB (measured). A plan for the given values also suits each tenant's size.
 * @example await deps.sql<Row>(...selectPage({ … }));
 */
export const selectPage = ({
  from,
  select,
  joins = "",
  where,
  limit,
  matching,
  isOldestFirst = false,
}: PageQuery): [text: string, values: unknown[], options: { isPlanKept: false }] => {
  const values: unknown[] = [limit];
  const conditions: string[] = [];
  for (const [sql, value] of where) {
    if (value === undefined) continue;
    values.push(value);
    conditions.push(sql.replaceAll("?", `$${values.length}`));
  }
  const order = isOldestFirst ? "ASC" : "DESC";
  const rows = `WHERE ${conditions.join(" AND ")} ORDER BY r.id ${order}`;
  if (!matching) return [`SELECT ${select} FROM ${from} r${joins} ${rows} LIMIT $1`, values, { isPlanKept: false }];
  const matches = matching.sql((value) => `$${values.push(value)}`);
  // The window function keeps PostgreSQL from checking a row twice, and from checking rows after the page is full.
  const text = `SELECT ${select}, r.is_match AS "isMatch", r.place = ${matching.rowsMax} AS "isStop" FROM (
  SELECT r.*, row_number() OVER (ORDER BY r.id ${order}) AS place, ${matches} AS is_match FROM (SELECT r.* FROM ${from} r ${rows} LIMIT ${matching.rowsMax}) r
) r${joins} WHERE r.is_match OR r.place = ${matching.rowsMax} ORDER BY r.id ${order} LIMIT $1`;
  return [text, values, { isPlanKept: false }];
};

/** Compares a single value by equality, which keeps the order of an index. An empty list matches no row. */
export const isAnyOf = (column: string, values?: readonly string[]): Condition =>
  values?.length === 1 ? [`${column} = ?`, values[0]] : [`${column} = ANY(?::text[])`, values];

/** SQL of the columns with these fields: `r.due_at AS "dueAt"`. */
export const columnsOf = (fields: readonly string[]): string =>
  fields.map((field) => `r.${toColumn(field)} AS "${field}"`).join(", ");

/** SQL of instants as text, for `isoOf`. Twenty rows of a list hold sixty: as `Date` they took a tenth of its CPU (measured). */
export const instantColumnsOf = (fields: readonly string[]): string =>
  fields.map((field) => `r.${toColumn(field)}::text AS "${field}"`).join(", ");

/** Turns the text of a `timestamptz` (ISO, UTC), as `2026-03-14 09:00:00.12+00`, into `2026-03-14T09:00:00.120Z`. */
export const isoOf = (text: string): string =>
  text.length === "2026-03-14 09:00:00.123+00".length && text.charAt(4) === "-"
    ? `${text.slice(0, 10)}T${text.slice(11, 23)}Z`
    : unusualIsoOf(text);

/** Covers fractions with zeros at their end, which PostgreSQL leaves out, and years outside of 1 to 9999. */
const unusualIsoOf = (text: string): string => {
  const [, year = "", date = "", time = "", bc] = /^(\d+)(-\d\d-\d\d) ([\d:.]+)\+00( BC)?$/.exec(text) ?? [];
  const number = bc ? 1 - Number(year) : Number(year);
  return new Date(
    `${number < 0 ? "-" : "+"}${String(Math.abs(number)).padStart(6, "0")}${date}T${time}Z`,
  ).toISOString();
};
