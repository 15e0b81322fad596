import { afterAll, beforeAll, expect, it } from "vitest";
import { findLivingSessions } from "#domain/sessions/find-living-sessions.ts";
import { PORTAL_IDLE_MS_MAX } from "#domain/sessions/signed-in.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

const NOW = new Date("2026-06-01T12:00:00Z");
const after = (ms: number) => new Date(NOW.getTime() + ms);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("the search finds sessions of both kinds that are neither expired nor idle for too long", async () => {
  const { db } = database.deps;
  const { tenantId } = await database.addTenant();
  await db.user.create({ data: { id: "usr_1", tenantId, name: "Owner", email: "owner@salon.example" } });
  const password = (id: string, expiresAt: Date) =>
    db.session.create({ data: { id, token: id, userId: "usr_1", expiresAt } });
  const portal = (id: string, expiresAt: Date, seenAt = NOW) =>
    db.portalSession.create({
      data: { id, tenantId, subject: "ada", role: "admin", tokenHash: id, createdAt: NOW, seenAt, expiresAt },
    });
  await password("password", after(1));
  await password("password over", after(0));
  await portal("portal", after(1));
  await portal("portal over", after(0));
  await portal("portal idle", after(1), after(-PORTAL_IDLE_MS_MAX));

  const ids = ["password", "password over", "portal", "portal over", "portal idle", "never was"];
  const living = await findLivingSessions({ db, clock: () => NOW }, ids);
  expect([...living].sort()).toEqual(["password", "portal"]);
});
