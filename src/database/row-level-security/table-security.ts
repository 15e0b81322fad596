import { escapeIdentifier } from "pg";

/** Uses role names as keys. `UPDATE (name)` is for one column. */
export type SecuredTable = {
  name: string;
  owner: string;
  /** Null = closed to the app. */
  tenantColumn: string | null;
  isForced: boolean;
  policies: Record<string, string[]>;
  privileges: Record<string, string[]>;
};

const ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/** Exceptions, where the app needs fewer rights. */
const APP_PRIVILEGES: Record<string, string[]> = {
  // Permits row locks, which need the right to change a column.
  tenant: ["SELECT", "UPDATE (name)"],
  // Permits members to be demoted and removed. Passwords and sessions stay closed.
  user: ["SELECT", "DELETE", "UPDATE (role)", "UPDATE (updated_at)"],
  email_outbox: [],
  // Protects audit lines. Sessions are read before the tenant is known.
  audit_log: ["SELECT", "INSERT"],
  portal_session: [],
  // Lets an erasure read counted bytes. The row names no tenant.
  storage_walk: ["SELECT"],
};

/**
 * Returns the missing statements, in order. `app` null = only the engine reads. `FORCE` binds the owner too.
 * A connection without a tenant matches no row: its setting is null or empty.
 */
export const securityStatements = (
  table: SecuredTable,
  { engine, app }: { engine: string; app: string | null },
): string[] => [
  ...(engine === table.owner ? [] : grant(table, engine, ALL)),
  ...(app === null ? [] : grant(table, app, appPrivileges(table))),
  ...(app === null || table.tenantColumn === null ? [] : policies(table, table.tenantColumn, { engine, app })),
];

const appPrivileges = ({ name, tenantColumn }: SecuredTable): string[] => {
  const listed = Object.hasOwn(APP_PRIVILEGES, name) ? APP_PRIVILEGES[name] : undefined;
  return listed ?? (tenantColumn === null ? [] : ALL);
};

const grant = (table: SecuredTable, role: string, privileges: readonly string[]): string[] => {
  if (isSame(table.privileges[role] ?? [], privileges)) return [];
  const name = escapeIdentifier(table.name);
  return [
    `REVOKE ALL ON ${name} FROM ${escapeIdentifier(role)}`,
    ...(privileges.length > 0 ? [`GRANT ${privileges.join(", ")} ON ${name} TO ${escapeIdentifier(role)}`] : []),
  ];
};

const policies = (table: SecuredTable, column: string, { engine, app }: { engine: string; app: string }): string[] => {
  const isOwn = `${escapeIdentifier(column)} = nullif(current_setting('app.tenant_id', true), '')`;
  const verbs = table.isForced ? [] : ["ENABLE", "FORCE"];
  return [
    ...verbs.map((verb) => `ALTER TABLE ${escapeIdentifier(table.name)} ${verb} ROW LEVEL SECURITY`),
    ...policy(table, "own_tenant", [app], isOwn),
    ...policy(table, "all_tenants", [...new Set([engine, table.owner])], "true"),
  ];
};

const policy = (table: SecuredTable, name: string, roles: readonly string[], condition: string): string[] => {
  const existing = table.policies[name];
  if (existing && isSame(existing, roles)) return [];
  const target = `${name} ON ${escapeIdentifier(table.name)}`;
  const to = roles.map((role) => escapeIdentifier(role)).join(", ");
  return [
    ...(existing ? [`DROP POLICY ${target}`] : []),
    `CREATE POLICY ${target} TO ${to} USING (${condition}) WITH CHECK (${condition})`,
  ];
};

const isSame = (some: readonly string[], others: readonly string[]) =>
  [...some].sort().join() === [...others].sort().join();
