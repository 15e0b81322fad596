import { escapeIdentifier } from "pg";

/** A table as the catalogue has it; policies and privileges by role's name, `UPDATE (name)` for a single column. */
export type SecuredTable = {
  name: string;
  owner: string;
  /** The column that says whose row it is; null = no tenant's, and nothing for the app. */
  tenantColumn: string | null;
  isForced: boolean;
  /** The roles of each policy. */
  policies: Record<string, string[]>;
  privileges: Record<string, string[]>;
};

const ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/** What the app may do with tables of which a tenant's doors need less than everything. */
const APP_PRIVILEGES: Record<string, string[]> = {
  // A row lock needs the right to change some column.
  tenant: ["SELECT", "UPDATE (name)"],
  user: ["SELECT"],
  email_outbox: [],
  // What was done stays written; sessions are looked up before a tenant is known.
  audit_log: ["SELECT", "INSERT"],
  portal_session: [],
  // An erasure takes off what was counted, and reads here what that is. It names no tenant.
  storage_walk: ["SELECT"],
};

/**
 * What makes a table as it should be, in order; nothing when it is. `app` is null where nobody but the engine answers.
 *
 * `FORCE` because the policies shall hold for the owner too, should its role ever be used for more than migrations, which may
 * read and change all rows. The setting of a connection that names no tenant is null, or empty after a transaction that
 * did: both match nothing.
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
