import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "#domain/audit/list-audit.ts";
import type { Actor, EmailMessage } from "#domain/context.ts";
import { acceptInvite, findInvite } from "#domain/members/accept-invite.ts";
import { removeMember, setRole } from "#domain/members/change-member.ts";
import { inviteMember, renewInvite, revokeInvite } from "#domain/members/invite-member.ts";
import { listInvites, listMembers } from "#domain/members/list-members.ts";
import type { Role } from "#domain/sessions/role.schema.ts";
import { addUser } from "#domain/users/add-user.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

const DAY_MS = 86_400_000;
const NOWHERE = { address: null, userAgent: null };

let database: TestDatabase;
let actor: Actor;
let emails: EmailMessage[];
let tenants = 0;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  emails = [];
  actor = await database.addTenant(`salon_${++tenants}`);
});
afterAll(() => database.close());

const addMember = async (name: string, role: Role) => {
  const email = `${name}@${actor.tenantId.replace("_", "-")}.example`;
  const { id } = await addUser(database.deps, { tenant: actor.tenantId, email, name, role }, "hash");
  const by = { kind: "user", userId: id, name } as const;
  return { id, email, actor: { tenantId: actor.tenantId, by } satisfies Actor };
};

/** Deps as a procedure gets them: rows of the actor's tenant only. */
const asTenant = ({ tenantId }: Actor = actor) => ({ ...database.deps, ...database.deps.tenantDatabase(tenantId) });
const withEmail = () => ({
  ...asTenant(),
  email: async (email: EmailMessage) => {
    emails.push(email);
  },
});
const tokenOf = ({ link }: { link: string }) => link.split("#token=")[1] ?? "";
const roles = async () =>
  Object.fromEntries((await listMembers(asTenant(), actor, { limit: 100 })).data.map(({ name, role }) => [name, role]));
const accept = (token: string, deps = database.deps) =>
  acceptInvite(deps, { token, name: "Mia", passwordHash: "hash" }, NOWHERE);

describe("the last admin", () => {
  it("cannot be demoted, removed or leave, while others come and go", async () => {
    const ada = await addMember("ada", "admin");
    const bea = await addMember("bea", "viewer");
    const lastAdmin = { code: "conflict", reason: "last_admin" };
    await expect(setRole(asTenant(), ada.actor, { id: ada.id, role: "viewer" })).rejects.toMatchObject(lastAdmin);
    await expect(removeMember(asTenant(), ada.actor, { id: ada.id })).rejects.toMatchObject(lastAdmin);
    // A person of the booking platform is no member, so the rule holds for that actor too.
    const portal = { tenantId: actor.tenantId, by: { kind: "user", userId: "portal:ada" } } as const;
    await expect(removeMember(asTenant(), portal, { id: ada.id })).rejects.toMatchObject(lastAdmin);
    await setRole(asTenant(), ada.actor, { id: bea.id, role: "admin" });
    await removeMember(asTenant(), ada.actor, { id: ada.id });
    expect(await roles()).toEqual({ bea: "admin" });
  });

  it("stays when two admins demote each other at once, on connections of their own", async () => {
    const ada = await addMember("ada", "admin");
    const bea = await addMember("bea", "admin");
    const [gate, watcher] = [await connect(), await connect()];
    // Holds both rows, so that both changes have begun before either goes on.
    await gate.query("BEGIN");
    await gate.query(`SELECT id FROM "user" WHERE tenant_id = $1 FOR UPDATE`, [actor.tenantId]);
    const other = database.asWorker("wrk_other");
    const changes = [
      setRole(asTenant(), ada.actor, { id: bea.id, role: "viewer" }),
      setRole({ ...other, ...other.tenantDatabase(actor.tenantId) }, bea.actor, { id: ada.id, role: "viewer" }),
    ].map((change) =>
      change.then(
        () => "done",
        ({ code }: { code: string }) => code,
      ),
    );
    await expect.poll(() => countWaiting(watcher), { timeout: 15_000 }).toBe(2);
    await gate.query("COMMIT");
    await Promise.all([gate.end(), watcher.end()]);
    expect((await Promise.all(changes)).toSorted()).toEqual(["done", "forbidden"]);
    expect(Object.values(await roles()).toSorted()).toEqual(["admin", "viewer"]);
  });

  it("is found again after a change of role, and its demoted colleague may not act on", async () => {
    const ada = await addMember("ada", "admin");
    const bea = await addMember("bea", "admin");
    await setRole(asTenant(), ada.actor, { id: bea.id, role: "viewer" });
    const late = removeMember(asTenant(), bea.actor, { id: ada.id });
    await expect(late).rejects.toMatchObject({ code: "forbidden" });
  });
});

const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client;
};

/** Counts connections that wait for a member's row. Within a transaction PostgreSQL would repeat its first answer. */
const countWaiting = async (client: pg.Client): Promise<number> => {
  const { rows } = await client.query(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%"user" WHERE tenant_id%'`,
  );
  return rows[0].count;
};

describe("a member", () => {
  it("that is removed loses every session at once, and another tenant's member is not found", async () => {
    const ada = await addMember("ada", "admin");
    const bea = await addMember("bea", "viewer");
    const session = { id: `ses_${bea.id}`, userId: bea.id, token: bea.id, expiresAt: new Date(Date.now() + DAY_MS) };
    await database.deps.db.session.create({ data: session });
    const stranger = await database.addTenant(`stranger_${tenants}`);
    for (const change of [
      () => removeMember(asTenant(stranger), stranger, { id: bea.id }),
      () => setRole(asTenant(stranger), stranger, { id: bea.id, role: "admin" }),
    ])
      await expect(change()).rejects.toMatchObject({ code: "not_found" });
    await removeMember(asTenant(), ada.actor, { id: bea.id });
    expect(await database.deps.db.session.count({ where: { userId: bea.id } })).toBe(0);
  });
});

describe("an invitation", () => {
  it("gives the same answer for an unknown address, a colleague's and a user's of another tenant", async () => {
    await addMember("ada", "admin");
    const colleague = await addMember("bea", "viewer");
    const stranger = await database.addTenant(`stranger_${tenants}`);
    const known = `known@stranger-${tenants}.example`;
    await addUser(database.deps, { tenant: stranger.tenantId, email: known, name: "X", role: "admin" }, "hash");
    const shapes = [];
    for (const email of ["new@salon.example", colleague.email, known]) {
      const {
        id,
        link,
        createdAt,
        expiresAt,
        email: invited,
        ...rest
      } = await inviteMember(withEmail(), actor, {
        email,
        role: "viewer",
      });
      expect([invited, link.length, Date.parse(expiresAt) - Date.parse(createdAt)]).toEqual([
        email,
        `${database.deps.settings.baseUrl}/invite#token=`.length + 43,
        7 * DAY_MS,
      ]);
      shapes.push(rest);
    }
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(1);
    expect(emails.map(({ to }) => to)).toEqual([["new@salon.example"], [colleague.email], [known]]);
    const { data } = await listInvites(asTenant(), actor);
    expect(JSON.stringify(data)).not.toMatch(/token|link/);
  });

  it("works once, also for two calls at once, and makes one member with its role", async () => {
    const created = await inviteMember(asTenant(), actor, { email: "mia@salon.example", role: "admin" });
    const token = tokenOf(created);
    expect(await findInvite(database.deps, { token })).toMatchObject({ email: "mia@salon.example", role: "admin" });
    const other = database.asWorker("wrk_accept");
    const results = await Promise.allSettled([accept(token), accept(token, other)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await roles()).toEqual({ Mia: "admin" });
    expect((await listInvites(asTenant(), actor)).data).toEqual([]);
    const { data } = await listAudit(asTenant(), actor, { limit: 10 });
    expect(data.map(({ action }) => action)).toEqual(["user.joined", "invite.created"]);
    expect(JSON.stringify(data)).not.toContain(token);
  });

  it("answers the same for a link that is used, revoked, renewed, expired, unknown, or of an address that is taken", async () => {
    const taken = await addMember("ada", "admin");
    const invite = (email: string) => inviteMember(asTenant(), actor, { email, role: "viewer" });
    const used = tokenOf(await invite("used@x.example"));
    await accept(used);
    const revoked = await invite("revoked@x.example");
    await revokeInvite(asTenant(), actor, { id: revoked.id });
    const renewed = await invite("renewed@x.example");
    const fresh = tokenOf(await renewInvite(asTenant(), actor, { id: renewed.id }));
    const expired = tokenOf(await invite("expired@x.example"));
    const late = { ...database.deps, clock: () => new Date(Date.now() + 7 * DAY_MS + 1_000) };
    const messages = [];
    const ofTaken = tokenOf(await invite(taken.email));
    for (const token of [used, tokenOf(revoked), tokenOf(renewed), expired, "x".repeat(43), ofTaken]) {
      const attempt = accept(token, token === expired ? late : database.deps);
      messages.push(await attempt.then(String, ({ code, message }) => `${code}: ${message}`));
    }
    expect(new Set(messages).size).toBe(1);
    expect(messages[0]).toMatch(/^unauthorized: /);
    await accept(fresh);
  });

  it("of an address replaces the one before, and at most fifty wait, also when many are made at once", async () => {
    const first = await inviteMember(asTenant(), actor, { email: "a@x.example", role: "viewer" });
    await inviteMember(asTenant(), actor, { email: "a@x.example", role: "admin" });
    await expect(accept(tokenOf(first))).rejects.toMatchObject({ code: "unauthorized" });
    const rows = Array.from({ length: 48 }, (_, index) => ({
      id: `inv_${tenants}_${index}`,
      tenantId: actor.tenantId,
      email: `${index}@x.example`,
      role: "viewer",
      tokenHash: `${tenants}_${index}`,
      invitedBy: "system",
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + DAY_MS),
    }));
    await database.deps.db.memberInvite.createMany({ data: rows });
    const results = await Promise.allSettled(
      ["b", "c", "d"].map((name) => inviteMember(asTenant(), actor, { email: `${name}@x.example`, role: "viewer" })),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected", "rejected"]);
    expect((await listInvites(asTenant(), actor)).data).toHaveLength(50);
  });

  it("is there although the mail server refuses, and says so", async () => {
    const refusing = { ...asTenant(), email: () => Promise.reject(new Error("451 later")) };
    const created = await inviteMember(refusing, actor, { email: "mia@salon.example", role: "viewer" });
    expect(created.emailed).toBe(false);
    expect(await findInvite(database.deps, { token: tokenOf(created) })).toMatchObject({ email: "mia@salon.example" });
    expect((await inviteMember(asTenant(), actor, { email: "b@salon.example", role: "viewer" })).emailed).toBeNull();
  });

  it("opens nothing once its tenant is being removed", async () => {
    const token = tokenOf(await inviteMember(asTenant(), actor, { email: "mia@salon.example", role: "admin" }));
    await database.deps.db.tenant.update({ where: { id: actor.tenantId }, data: { removingAt: new Date() } });
    for (const attempt of [() => findInvite(database.deps, { token }), () => accept(token)])
      await expect(attempt()).rejects.toMatchObject({ code: "unauthorized" });
    expect(await database.deps.db.user.count({ where: { tenantId: actor.tenantId } })).toBe(0);
  });
});
