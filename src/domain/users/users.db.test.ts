import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "#domain/audit/list-audit.ts";
import type { Actor } from "#domain/context.ts";
import { endPortalSession, endPortalSessions } from "#domain/portal/end-portal-sessions.ts";
import { openPortalSession } from "#domain/portal/open-portal-session.ts";
import { endOtherSessions, endSession } from "#domain/sessions/end-session.ts";
import { addUser } from "#domain/users/add-user.ts";
import { removeUser, resetPassword, resetSecondFactor, signUserOut } from "#domain/users/change-user.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { sessionOf } from "#tests/session-of.ts";

const NOWHERE = { address: null, userAgent: null };

let database: TestDatabase;
let actor: Actor;
let email: string;
let userId: string;
let users = 0;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  actor = await database.addTenant();
  email = `owner${++users}@salon.example`;
  const owner = { tenant: actor.tenantId, email, name: "Owner", role: "admin" } as const;
  userId = (await addUser(database.deps, owner, "hash")).id;
  const session = { id: `ses_${users}`, userId, token: `token_${users}`, expiresAt: new Date(Date.now() + 60_000) };
  await database.deps.db.session.create({ data: session });
});
afterAll(() => database.close());

const bea = () => ({ tenant: actor.tenantId, email: `bea-${email}`, name: "Bea", role: "viewer" }) as const;

describe("an operator's change of a user", () => {
  it("is in the tenant's audit log once, and not when nothing changed", async () => {
    const { deps } = database;
    const stranger = await database.addTenant();
    const { id } = await addUser(deps, bea(), "hash");
    const taken = addUser(deps, { ...bea(), tenant: stranger.tenantId }, "hash");
    await expect(taken).rejects.toMatchObject({ code: "conflict" });
    await expect(addUser(deps, { ...bea(), email: `x-${email}`, tenant: "gone" }, "hash")).rejects.toMatchObject({
      code: "not_found",
    });
    await signUserOut(deps, { email });
    await signUserOut(deps, { email });
    await resetPassword(deps, { email }, "another hash");
    await resetSecondFactor(deps, { email });
    await removeUser(deps, bea());
    await expect(removeUser(deps, bea())).rejects.toMatchObject({ code: "not_found" });

    const { data } = await listAudit(deps, actor, { limit: 100 });
    const them = { kind: "user", id: userId, name: "Owner" };
    const theirs = { kind: "session", id: null, name: "Owner" };
    const other = { kind: "user", id, name: "Bea" };
    expect(data.toReversed().map(({ action, target, details }) => ({ action, target, details }))).toEqual([
      { action: "user.added", target: them, details: { role: "admin" } },
      { action: "user.added", target: other, details: { role: "viewer" } },
      { action: "session.ended", target: theirs, details: { userId, count: 1 } },
      { action: "user.changed", target: them, details: { change: "password" } },
      { action: "user.changed", target: them, details: { change: "secondFactorOff" } },
      { action: "user.removed", target: other, details: {} },
    ]);
    expect(data.every(({ actor }) => actor.kind === "system")).toBe(true);
    expect(JSON.stringify(data)).not.toContain("hash");
    expect(await listAudit(deps, stranger, { limit: 100 })).toEqual({ data: [], nextCursor: null });
  });
});

it("an operator's change fails as a whole when its audit line cannot be written", async () => {
  const { deps, url } = database;
  const exp = Date.now() / 1_000 + 60;
  const handOff = (jti: string) => ({ tenant: actor.tenantId, sub: "ada", role: "admin", jti, exp }) as const;
  const { token } = await openPortalSession(deps, handOff("first"), NOWHERE, { createsTenants: false });
  const me = sessionOf(actor, { userId, sessionId: `ses_${users}` });
  const ending = { tenant: actor.tenantId, action: "end_sessions", jti: "end", exp } as const;
  const newcomer = { ...handOff("new"), tenant: `new_${actor.tenantId}` };
  const rows = () =>
    Promise.all(
      ["tenant", "user", "account", "session", "portal_session"].map((table) =>
        deps.sql(`SELECT t::text AS row FROM "${table}" t ORDER BY 1`),
      ),
    );
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query("ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (false) NOT VALID");
  const before = await rows();
  const changes: Record<string, () => Promise<unknown>> = {
    addUser: () => addUser(deps, bea(), "hash"),
    removeUser: () => removeUser(deps, { email }),
    resetPassword: () => resetPassword(deps, { email }, "another hash"),
    resetSecondFactor: () => resetSecondFactor(deps, { email }),
    signUserOut: () => signUserOut(deps, { email }),
    endSession: () => endSession(deps, me, { id: me.sessionId }),
    endOtherSessions: () => endOtherSessions(deps, { ...me, sessionId: "ses_other" }),
    openPortalSession: () => openPortalSession(deps, newcomer, NOWHERE, { createsTenants: true }),
    endPortalSession: () => endPortalSession(deps, token, NOWHERE),
    endPortalSessions: () => endPortalSessions(deps, ending, NOWHERE),
  };
  for (const [name, change] of Object.entries(changes)) await expect(change(), name).rejects.toThrow("full_disk");
  expect(await rows()).toEqual(before);

  await owner.query("ALTER TABLE audit_log DROP CONSTRAINT full_disk");
  await owner.end();
  await endPortalSession(deps, token, NOWHERE);
  await removeUser(deps, { email });
  expect(await rows()).not.toEqual(before);
});
