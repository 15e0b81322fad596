import type { ColumnTypes, Rows, RowsSql } from "#domain/sql/rows-of.ts";

type Values = { [Type in keyof ColumnTypes]: ColumnTypes[Type] | null } & {
  [Type in keyof ColumnTypes as `${Type}[]`]: readonly ColumnTypes[Type][] | null;
};

type Parameters = { readonly [name: string]: keyof Values | Rows<never> };

type ValuesOf<Given extends Parameters> = {
  [Name in keyof Given]: Given[Name] extends keyof Values
    ? Values[Given[Name]]
    : Given[Name] extends Rows<infer Row>
      ? readonly Row[]
      : never;
};

type SqlOf<Given extends Parameters> = {
  [Name in keyof Given]: Given[Name] extends Rows<infer Row> ? RowsSql<keyof Row & string> : string;
};

/**
 * Builds a statement with named parameters, once at module load.
 * @param parameters PostgreSQL types, or `rowsOf` for many rows
 * @param write gets each parameter's SQL (`$3::int`)
 * @example const FIND = statement({ ids: "text[]" }, ({ ids }) => `SELECT … = ANY(${ids})`);
 * await deps.sql<Row>(...FIND({ ids }));
 */
export const statement = <const Given extends Parameters>(
  parameters: Given,
  write: (sql: SqlOf<Given>) => string,
): ((values: ValuesOf<Given>) => [text: string, values: unknown[]]) => {
  const sql: Record<string, string | RowsSql> = {};
  let next = 1;
  for (const [name, parameter] of Object.entries(parameters)) {
    const isRows = typeof parameter === "object";
    sql[name] = isRows ? parameter.sql(next) : `$${next}::${parameter}`;
    next += isRows ? parameter.parameterCount : 1;
  }
  const text = write(sql as SqlOf<Given>);
  return (values) => [
    text,
    Object.entries(parameters).flatMap(([name, parameter]) =>
      typeof parameter === "object" ? parameter.values(values[name] as readonly never[]) : [values[name]],
    ),
  ];
};
