import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

export const READ_NAMES = statement(
  {},
  () => `SELECT name, version, removed_at IS NOT NULL AS "isRemoved" FROM platform_event_type ORDER BY name`,
);

export const READ_VERSIONS = statement(
  { wanted: rowsOf<{ name: string; version: number }>({ name: "text", version: "int" }) },
  ({ wanted }) => `
SELECT v.name, v.version, v.title, v.description, v.schema, v.sample, v.resource_id_field AS "resourceIdField"
FROM ${wanted.as("w")} JOIN platform_event_type_version v ON v.name = w.name AND v.version = w.version`,
);
