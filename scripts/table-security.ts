import { escapeIdentifier } from "pg";

/** A table as the catalogue has it. `policies`: the roles of each. */
export type SecuredTable = {
  name: string;
  /** The column that says whose row it is; null = no tenant's, and nothing for the app. */
  tenantColumn: string | null;
  isForced: boolean;
  policies: Record<string, string[]>;
};

/** By name. `app` is null where nobody but the engine answers. */
type Roles = { owner: string; engine: string; app: string | null };

const ALL = "SELECT, INSERT, UPDATE, DELETE";

/** What the app may do with tables of which a tenant's doors need less than everything. */
const APP_PRIVILEGES: Record<string, string | null> = {
  // A row lock needs the right to change some column.
  tenant: "SELECT, UPDATE (name)",
  user: "SELECT",
  email_outbox: null,
};

/**
 * What makes it so, in order. `FORCE` because the policies shall hold for the owner too, should its role ever be used for more
 * than migrations, which may read and change all rows. The setting of a connection that names no tenant is null, or empty after
 * a transaction that did: both match nothing.
 */
export const securityStatements = (tables: readonly SecuredTable[], roles: Roles): string[] => {
  const { app, engine } = roles;
  return tables.flatMap((table) => [
    `GRANT ${ALL} ON ${escapeIdentifier(table.name)} TO ${escapeIdentifier(engine)}`,
    ...(app === null ? [] : appStatements(table, { ...roles, app })),
  ]);
};

const appStatements = (table: SecuredTable, { owner, engine, app }: Record<keyof Roles, string>): string[] => {
  const name = escapeIdentifier(table.name);
  const revoked = `REVOKE ALL ON ${name} FROM ${escapeIdentifier(app)}`;
  if (table.tenantColumn === null) return [revoked];
  const privileges = Object.hasOwn(APP_PRIVILEGES, table.name) ? APP_PRIVILEGES[table.name] : ALL;
  const isOwn = `${escapeIdentifier(table.tenantColumn)} = nullif(current_setting('app.tenant_id', true), '')`;
  return [
    revoked,
    ...(privileges ? [`GRANT ${privileges} ON ${name} TO ${escapeIdentifier(app)}`] : []),
    ...(table.isForced ? [] : ["ENABLE", "FORCE"].map((verb) => `ALTER TABLE ${name} ${verb} ROW LEVEL SECURITY`)),
    ...policy(table, "own_tenant", [app], isOwn),
    ...policy(table, "all_tenants", [...new Set([engine, owner])], "true"),
  ];
};

const policy = (table: SecuredTable, name: string, roles: readonly string[], condition: string): string[] => {
  const existing = table.policies[name];
  if (existing && [...existing].sort().join() === [...roles].sort().join()) return [];
  const target = `${name} ON ${escapeIdentifier(table.name)}`;
  return [
    ...(existing ? [`DROP POLICY ${target}`] : []),
    `CREATE POLICY ${target} TO ${roles.map((role) => escapeIdentifier(role)).join(", ")} USING (${condition}) WITH CHECK (${condition})`,
  ];
};
