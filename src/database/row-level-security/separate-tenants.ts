import { DatabaseClient } from "#database/database-client.ts";
import { type DatabaseUrls, isApart } from "#database/database-urls.ts";
import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";
import { type SecuredTable, securityStatements } from "./table-security.ts";

/** Lock against parallel starts, which change the same catalogue rows. */
const LOCK_KEY = ADVISORY_LOCKS.separateTenants;
/** Limits the wait for a table lock, which blocks a running system. */
const LOCK_TIMEOUT_MS = 5_000;

/**
 * Grants the engine all rows, and the app the rows of the current tenant. Call it after each migration. One
 * transaction per changed table; safe to repeat. Throws when row-level security does not bind the app's role.
 */
export const separateTenants = async (urls: DatabaseUrls): Promise<void> => {
  const [role] = await query(urls.engine, ENGINE_ROLE);
  const engine = String(role?.name);
  if (!isApart(urls) && role?.isHeldApart)
    throw new Error(`DATABASE_URL: the role ${engine} sees one tenant at a time. Set DATABASE_ENGINE_URL too.`);
  if (!isApart(urls) && urls.engine === urls.owner) return;
  const app = isApart(urls) ? await checkedAppRole(urls.app, engine) : null;
  const client = new DatabaseClient({ connectionString: urls.owner });
  await client.connect();
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    const { rows } = await client.query<SecuredTable>(TABLES);
    for (const table of rows) await secure(client, table, { engine, app });
    await showMigrations(client, engine);
  } finally {
    await client.end();
  }
};

const secure = async (client: DatabaseClient, table: SecuredTable, roles: { engine: string; app: string | null }) => {
  const statements = securityStatements(table, roles);
  // Makes one transaction of all statements.
  if (statements.length > 0)
    await client.query(statements.join(";\n")).catch((error: Error) => {
      throw new Error(`The rights on the table ${table.name} were not given: ${error.message}. Start again.`);
    });
};

/** Lets a process that starts alone check the migrations. */
const showMigrations = async (client: DatabaseClient, engine: string) => {
  const { rows } = await client.query("SELECT has_table_privilege($1, '_prisma_migrations', 'SELECT') AS can", [
    engine,
  ]);
  if (!rows[0]?.can) await client.query(`GRANT SELECT ON _prisma_migrations TO ${client.escapeIdentifier(engine)}`);
};

const TABLES = `
SELECT c.relname::text AS name, pg_get_userbyid(c.relowner)::text AS owner,
  c.relrowsecurity AND c.relforcerowsecurity AS "isForced",
  CASE WHEN c.relname = 'tenant' THEN 'id' ELSE (SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) END AS "tenantColumn",
  coalesce((SELECT json_object_agg(p.policyname, p.roles) FROM pg_policies p
    WHERE p.schemaname = 'public' AND p.tablename = c.relname), '{}') AS policies,
  coalesce((SELECT json_object_agg(role, privileges) FROM (
    SELECT pg_get_userbyid(grantee) AS role, array_agg(privilege) AS privileges FROM (
      SELECT e.grantee, e.privilege_type AS privilege FROM aclexplode(c.relacl) e
      UNION ALL
      SELECT e.grantee, e.privilege_type || ' (' || a.attname || ')' FROM pg_attribute a, aclexplode(a.attacl) e
      WHERE a.attrelid = c.oid
    ) AS granted GROUP BY grantee) AS by_role), '{}') AS privileges
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'
ORDER BY c.relname`;

/** Detects also an app role whose engine has changed. */
const ENGINE_ROLE = `
SELECT current_user::text AS name, row_security_active('tenant') AND NOT EXISTS (SELECT FROM pg_policies
  WHERE schemaname = 'public' AND tablename = 'tenant' AND policyname = 'all_tenants' AND current_user = ANY(roles)) AS "isHeldApart"`;

/** Refuses roles that escape row-level security: superusers, BYPASSRLS, and members of the owner. */
const checkedAppRole = async (url: string, engine: string): Promise<string> => {
  const [role] = await query(url, APP_ROLE, [engine]);
  const name = String(role?.name);
  const problems = [
    role?.isSuperuser && "is a superuser",
    role?.bypasses && "has BYPASSRLS",
    role?.makesRoles && "has CREATEROLE",
    role?.ownsTables && "owns tables, or is a member of the role that does",
    role?.isEngine && `is, or may become, the role ${engine} of DATABASE_ENGINE_URL`,
  ];
  const problem = problems.find(Boolean);
  if (!problem) return name;
  throw new Error(
    `DATABASE_URL: the role ${name} ${problem}, so the database would not keep tenants apart. Use a role made as docs/operating/database.md says.`,
  );
};

const APP_ROLE = `
SELECT rolname::text AS name, rolsuper AS "isSuperuser", rolbypassrls AS bypasses, rolcreaterole AS "makesRoles",
  pg_has_role($1::name, 'MEMBER') AS "isEngine",
  EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND pg_has_role(relowner, 'MEMBER')) AS "ownsTables"
FROM pg_roles WHERE rolname = current_user`;

const query = async (url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> => {
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
};
