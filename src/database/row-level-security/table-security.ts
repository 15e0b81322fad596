import { escapeIdentifier } from "pg";

/** A table as the catalogue has it; policies and privileges by role, `UPDATE (name)` for one column. */
export type SecuredTable = {
  name: string;
  owner: string;
  /** The column that names the row's tenant; null = no tenant's, and closed to the app. */
  tenantColumn: string | null;
  isForced: boolean;
  /** The roles of each policy. */
  policies: Record<string, string[]>;
  privileges: Record<string, string[]>;
};

const ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/** The app's rights on tables of which tenants' handlers need less than everything. */
const APP_PRIVILEGES: Record<string, string[]> = {
  // A row lock needs the right to change some column.
  tenant: ["SELECT", "UPDATE (name)"],
  user: ["SELECT"],
  email_outbox: [],
  // Audit lines stay written; sessions are looked up before a tenant is known.
  audit_log: ["SELECT", "INSERT"],
  portal_session: [],
  // An erasure subtracts the counted bytes, and reads them here. The row names no tenant.
  storage_walk: ["SELECT"],
};

/**
 * The statements that bring a table to its rights, in order; none when it has them. `app` is null where only the engine
 * answers. `FORCE` makes the policies hold for the owner too. A connection that names no tenant has the setting null,
 * or empty after a transaction that did: both match nothing.
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
