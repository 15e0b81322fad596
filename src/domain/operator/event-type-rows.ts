import { DomainError } from "#domain/errors.ts";
import { familyOfName } from "#domain/event-types/event-families.ts";
import type { OperatorEventTypeView } from "#domain/operator/operator-event-type.schema.ts";
import { statement } from "#domain/sql/statement.ts";

export type EventTypeRow = {
  name: string;
  version: number;
  title: string;
  description: string;
  schema: Record<string, unknown>;
  sample: Record<string, unknown>;
  resourceIdField: string | null;
  createdAt: Date;
  versionedAt: Date;
};

/** SQL of the columns of a type `t` in its version `v`. */
const COLUMNS = `t.name, v.version, v.title, v.description, v.schema, v.sample, v.resource_id_field AS "resourceIdField",
  t.created_at AS "createdAt", v.created_at AS "versionedAt"`;

export const LIST = statement(
  { createdAt: "timestamptz", name: "text", limit: "int" },
  ({ createdAt, name, limit }) => `
SELECT ${COLUMNS} FROM platform_event_type t JOIN platform_event_type_version v ON v.name = t.name AND v.version = t.version
WHERE t.removed_at IS NULL AND (${createdAt} IS NULL OR (t.created_at, t.name) < (${createdAt}, ${name}))
ORDER BY t.created_at DESC, t.name DESC LIMIT ${limit}`,
);

/** `version` null = the newest. */
export const GET = statement(
  { name: "text", version: "int" },
  ({ name, version }) => `
SELECT ${COLUMNS} FROM platform_event_type t JOIN platform_event_type_version v
  ON v.name = t.name AND v.version = coalesce(${version}, t.version)
WHERE t.name = ${name} AND t.removed_at IS NULL`,
);

export const toEventTypeView = ({ createdAt, versionedAt, ...row }: EventTypeRow): OperatorEventTypeView => ({
  ...row,
  family: familyOfName(row.name),
  createdAt: createdAt.toISOString(),
  updatedAt: versionedAt.toISOString(),
});

export const noEventType = (name: string): DomainError =>
  new DomainError(
    "not_found",
    `The platform has no event type ${JSON.stringify(name)}. List them: GET /v1/operator/event-types`,
  );
