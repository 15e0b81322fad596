import type { Actor, Deps } from "#domain/context.ts";
import { inviteMember } from "#domain/members/invite-member.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { addTestUser } from "#tests/add-user.ts";
import type { TestDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";

/** Ids of one of each thing. */
export type Ids = {
  webhookId: string;
  eventId: string;
  deliveryId: string;
  recoveryId: string;
  keyId: string;
  memberId: string;
  inviteId: string;
};

export type TwoTenants = {
  owner: Actor;
  ids: Ids;
  ownerKey: string;
  stranger: Actor;
};

/** Adds a tenant with one of each thing, and another tenant with nothing. */
export const twoTenants = async ({ deps, addTenant }: TestDatabase, url: string): Promise<TwoTenants> => {
  const [owner, stranger] = [await addTenant(), await addTenant()];
  const furnished = await furnishTenant(deps, owner, url);
  const { id: recoveryId } = await startRecovery(deps, owner, {
    id: furnished.webhookId,
    since: "2020-01-01T00:00:00.000Z",
    status: ["failed"],
    includeMissing: false,
  });
  await followFigures(deps);
  const ownerKey = await addKey(deps, owner);
  const { id: keyId } = await deps.db.apiKey.findFirstOrThrow({ where: { tenantId: owner.tenantId } });
  const { id: memberId } = await addTestUser(
    deps,
    owner,
    `${owner.tenantId.replace("_", "-")}@salon.example`,
    "viewer",
  );
  const { id: inviteId } = await inviteMember(deps, owner, { email: "mia@salon.example", role: "viewer" });
  return { owner, ids: { ...furnished, recoveryId, keyId, memberId, inviteId }, ownerKey, stranger };
};

/** Every row of a tenant in every table with a tenant column. */
export const dumpTenant = async ({ sql }: Deps, { tenantId }: Actor): Promise<Record<string, unknown>> => {
  const tables = await sql<{ name: string }>(
    `SELECT table_name::text AS name FROM information_schema.columns
     WHERE column_name = 'tenant_id' AND table_schema = 'public' ORDER BY 1`,
  );
  const dump: Record<string, unknown> = {};
  for (const { name } of tables)
    dump[name] = await sql(
      `SELECT to_jsonb(t) AS row FROM "${name}" t WHERE tenant_id = $1 ORDER BY to_jsonb(t)::text`,
      [tenantId],
    );
  return dump;
};

type Defence = { actor: "owner" | "stranger"; deps: (deps: EngineDeps, both: TwoTenants) => EngineDeps };

/**
 * Defences of the owner's rows against a stranger, together and each alone. Filters alone: the stranger acts under the
 * engine's role, which sees all rows. Database alone: every filter asks for the owner's rows, as if filters were
 * missing, and the database knows the stranger's tenant.
 */
export const DEFENCES: Record<string, Defence> = {
  "filters and database": { actor: "stranger", deps: (deps) => deps },
  "the filters alone": {
    actor: "stranger",
    deps: (deps) => ({ ...deps, tenantDatabase: () => ({ db: deps.db, sql: deps.sql }) }),
  },
  "the database alone": {
    actor: "owner",
    // Without shared commits, which the engine's role writes: their tenant is the one of the key's record.
    deps: (deps, { stranger }) => ({
      ...deps,
      tenantDatabase: () => deps.tenantDatabase(stranger.tenantId),
      storeShared: null,
    }),
  },
};
