import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "#domain/audit/list-audit.ts";
import type { Actor } from "#domain/context.ts";
import { endOtherSessions, endSession } from "#domain/sessions/end-session.ts";
import { parseEnv } from "#env.ts";
import { type Auth, createAuth, passwordSession } from "#server/auth/auth.ts";
import { createAuthHandler } from "#server/auth/auth-handler.ts";
import { createPortalHandler } from "#server/auth/portal-handler.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { addTestUser, PASSWORD } from "#tests/add-user.ts";
import { createBrowser } from "#tests/browser.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { createPlatform, type Platform } from "#tests/platform.ts";
import { totpCode } from "#tests/totp.ts";
import { until } from "#tests/until.ts";

const BASE_URL = "http://localhost:3000";
const WRONG = "something else entirely";
const NEW_PASSWORD = "another long password";
const ORIGIN = { address: "192.0.2.7", userAgent: "Browser/1.0" };

let database: TestDatabase;
let platform: Platform;
let auth: Auth;
let actor: Actor;
let stranger: Actor;
let email: string;
let userId: string;
let users = 0;
beforeAll(async () => {
  database = await testDatabase();
  platform = await createPlatform();
  auth = createAuth({ db: database.deps.db, log: database.deps.log, secret: "s".repeat(32), baseUrl: BASE_URL });
});
beforeEach(async () => {
  actor = await database.addTenant();
  stranger = await database.addTenant();
  email = `owner${++users}@salon.example`;
  userId = (await addTestUser(database.deps, actor, email)).id;
});
afterAll(() => database.close());

const newBrowser = () => {
  const parsed = parseEnv({ BASE_URL, PORTAL_JWKS: platform.jwks });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const parts = { auth, deps: database.deps, settings: parsed.env };
  const limits = createSignInLimits(database.deps.sql);
  const password = createAuthHandler({ ...parts, limits });
  const portal = createPortalHandler({ ...parts, limits });
  const handle = (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/portal/session") return portal.openSession(request);
    return pathname === "/portal/end-sessions" ? portal.endSessions(request) : password(request);
  };
  const headers = { [CLIENT_ADDRESS_HEADER]: ORIGIN.address, "user-agent": ORIGIN.userAgent };
  const browser = createBrowser(handle, { origin: BASE_URL, headers });
  const sendToken = async (path: string, claims: object) =>
    browser.post(path, { token: await platform.sign(BASE_URL, { claims: { tenant: actor.tenantId, ...claims } }) });
  return {
    ...browser,
    auth: (path: string, body: object = {}) => browser.post(`/api/auth${path}`, body),
    signIn: (password = PASSWORD, name = email) => browser.post("/api/auth/sign-in/email", { email: name, password }),
    who: () => passwordSession(auth, browser.headers()),
    handOff: (claims: object = {}) => sendToken("/portal/session", claims),
    endSessions: (claims: object = {}) => sendToken("/portal/end-sessions", { action: "end_sessions", ...claims }),
  };
};

const me = async (browser: ReturnType<typeof newBrowser>) => {
  const found = await browser.who();
  if (!found) throw new Error("nobody is signed in");
  return found;
};

/** Audit lines since the user of the test was added. */
const log = async () => {
  const { data } = await listAudit(database.deps, actor, { limit: 100 });
  return data.toReversed().slice(1);
};
const said = async () => (await log()).map(({ action, actor, details }) => [action, actor.id, details]);
const nobodyElseKnows = async () =>
  expect(await listAudit(database.deps, stranger, { limit: 100 })).toEqual({ data: [], nextCursor: null });

describe("the audit log has one line, for the person's tenant only, for", () => {
  it("a session that a new sign-in in the same browser ends", async () => {
    const browser = newBrowser();
    await browser.signIn();
    const { sessionId } = await me(browser);
    await browser.signIn();
    const ended = (await log()).filter(({ action }) => action === "session.signed_out");
    expect(ended.map(({ target }) => target.id)).toEqual([sessionId]);
  });

  it("a sign-in and a sign-out: who, by which session, from where", async () => {
    const browser = newBrowser();
    await browser.signIn();
    const { sessionId } = await me(browser);
    await browser.auth("/sign-out");
    await browser.auth("/sign-out");
    const line = {
      actor: { kind: "user", id: userId, name: "Owner" },
      target: { kind: "session", id: sessionId, name: null },
      ...ORIGIN,
    };
    expect(await log()).toMatchObject([
      { action: "session.signed_in", details: { shown: "password" }, ...line },
      { action: "session.signed_out", details: {}, ...line },
    ]);
    expect(await log()).toHaveLength(2);
    await nobodyElseKnows();
  });

  it("each change of the own account and a sign-in after its second factor, not for the steps between", async () => {
    const browser = newBrowser();
    await browser.signIn();
    const { totpURI } = await (await browser.auth("/two-factor/enable", { password: PASSWORD })).json();
    const code = (step = 0) => totpCode(new URL(totpURI).searchParams.get("secret") ?? "", step);
    await browser.auth("/two-factor/verify-totp", { code: code() });
    await browser.auth("/two-factor/verify-totp", { code: code() });
    const { backupCodes } = await (
      await browser.auth("/two-factor/generate-backup-codes", { password: PASSWORD })
    ).json();
    const [second, third] = [newBrowser(), newBrowser()];
    await second.signIn();
    await second.auth("/two-factor/verify-totp", { code: code(1) });
    await third.signIn();
    await third.auth("/two-factor/verify-backup-code", { code: backupCodes[2] });
    await browser.auth("/change-password", { currentPassword: WRONG, newPassword: NEW_PASSWORD });
    await browser.auth("/change-password", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    await browser.auth("/two-factor/disable", { password: NEW_PASSWORD });
    await browser.auth("/two-factor/disable", { password: NEW_PASSWORD });
    expect(await said()).toEqual([
      ["session.signed_in", userId, { shown: "password" }],
      ["user.changed", userId, { change: "secondFactorOn" }],
      ["user.changed", userId, { change: "recoveryCodes" }],
      ["session.signed_in", userId, { shown: "code" }],
      ["session.signed_in", userId, { shown: "recoveryCode" }],
      ["user.changed", userId, { change: "password" }],
      ["user.changed", userId, { change: "secondFactorOff" }],
    ]);
    await nobodyElseKnows();

    const rows = JSON.stringify(await database.deps.db.auditLog.findMany());
    const cookies = [browser, second, third].flatMap(({ cookies }) => [...cookies.values()]);
    const tokens = (await database.deps.db.session.findMany({ where: { userId } })).map(({ token }) => token);
    expect(cookies.length).toBeGreaterThan(0);
    expect(tokens.length).toBeGreaterThan(0);
    for (const secret of [
      PASSWORD,
      NEW_PASSWORD,
      WRONG,
      code(),
      code(1),
      totpURI,
      ...backupCodes,
      ...cookies,
      ...tokens,
    ])
      expect(rows).not.toContain(`${secret}`);
  });

  it("each refused sign-in within the limit, with the system as actor", async () => {
    await Promise.all(Array.from({ length: 12 }, () => newBrowser().signIn(WRONG, email.toUpperCase())));
    await newBrowser().signIn(WRONG, "nobody@salon.example");
    const other = `other-${email}`;
    await addTestUser(database.deps, actor, other);
    await newBrowser().signIn(WRONG, other);
    const refused = async () => (await log()).filter(({ action }) => action === "session.sign_in_failed");
    await until("all are written down", async () => (await refused()).length >= 6);
    const lines = await refused();
    expect(lines.filter(({ details }) => details.userId === userId)).toHaveLength(5);
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatchObject({
      actor: { kind: "system" },
      target: { kind: "session", id: null, name: "Owner" },
      details: { shown: "password" },
      ...ORIGIN,
    });
    await nobodyElseKnows();
  });

  it("each wrong or used code after the right password", async () => {
    const browser = newBrowser();
    await browser.signIn();
    const { totpURI } = await (await browser.auth("/two-factor/enable", { password: PASSWORD })).json();
    const code = (step = 0) => totpCode(new URL(totpURI).searchParams.get("secret") ?? "", step);
    await browser.auth("/two-factor/verify-totp", { code: code() });
    const [owner, thief] = [newBrowser(), newBrowser()];
    await owner.signIn();
    await owner.auth("/two-factor/verify-totp", { code: code(1) });
    await thief.signIn();
    expect((await thief.auth("/two-factor/verify-totp", { code: code(1) })).status).toBe(401);
    expect((await thief.auth("/two-factor/verify-backup-code", { code: "guess" })).status).toBe(401);
    const shown = async () =>
      (await log()).filter(({ action }) => action === "session.sign_in_failed").map(({ details }) => details.shown);
    await until("both are written down", async () => (await shown()).length >= 2);
    expect((await shown()).sort()).toEqual(["code", "recoveryCode"]);
  });

  it("each wrong code inside a session, within the limit", async () => {
    const browser = newBrowser();
    await browser.signIn();
    const { totpURI } = await (await browser.auth("/two-factor/enable", { password: PASSWORD })).json();
    const code = () => totpCode(new URL(totpURI).searchParams.get("secret") ?? "");
    await browser.auth("/two-factor/verify-totp", { code: code() });
    const paths = [..."ababab"].map((way) => `/two-factor/verify-${way === "a" ? "totp" : "backup-code"}`);
    const answers = [];
    for (const path of paths) answers.push(await browser.auth(path, { code: "guess" }));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(800);
    expect((await browser.auth("/two-factor/verify-totp", { code: code() })).status).toBe(429);
    const refused = async () => (await log()).filter(({ action }) => action === "session.sign_in_failed");
    await until("all are written down", async () => (await refused()).length >= 5);
    const shown = (await refused()).map(({ details }) => [details.userId, details.shown]);
    expect(shown.sort()).toEqual([...Array(3).fill([userId, "code"]), ...Array(2).fill([userId, "recoveryCode"])]);
  });

  it("own sessions that a person ends, not for unknown sessions or those of others", async () => {
    const [here, there, third] = [newBrowser(), newBrowser(), newBrowser()];
    for (const browser of [here, there, third]) await browser.signIn();
    const [self, { sessionId: id }] = [await me(here), await me(there)];
    const other = { ...self, tenantId: stranger.tenantId, userId: "usr_stranger" };
    await expect(endSession(database.deps, other, { id }, ORIGIN)).rejects.toMatchObject({ code: "not_found" });
    await endSession(database.deps, self, { id }, ORIGIN);
    await endOtherSessions(database.deps, self, ORIGIN);
    const ended = { id: `old_${userId}`, userId, token: `old_${userId}`, expiresAt: new Date(Date.now() - 1) };
    await database.deps.db.session.create({ data: ended });
    await endOtherSessions(database.deps, self, ORIGIN);
    const by = { actor: { kind: "user", id: userId }, action: "session.ended", ...ORIGIN };
    expect((await log()).slice(3)).toMatchObject([
      { ...by, target: { kind: "session", id }, details: { count: 1 } },
      { ...by, target: { kind: "session", id: null }, details: { count: 1 } },
    ]);
    expect(await log()).toHaveLength(5);
    await nobodyElseKnows();
  });

  it("a hand-off, its replacement and its end", async () => {
    const browser = newBrowser();
    await browser.signIn();
    await browser.handOff({ sub: "ada", name: "Ada", role: "viewer" });
    await browser.handOff({ sub: "bea", role: "admin" });
    await browser.handOff({ sub: "bea", role: "owner" });
    await browser.signIn();
    await browser.handOff({ sub: "ada", name: "Ada", role: "viewer" });
    await browser.auth("/sign-out");
    const ada = { kind: "user", id: "portal:ada", name: "Ada" };
    const bea = { kind: "user", id: "portal:bea", name: "bea" };
    const owner = { kind: "user", id: userId, name: "Owner" };
    expect((await log()).map(({ action, actor }) => [action, actor])).toEqual([
      ["session.signed_in", owner],
      ["session.handed_off", ada],
      ["session.signed_out", owner],
      ["session.handed_off", bea],
      ["session.signed_out", ada],
      ["session.signed_in", owner],
      ["session.signed_out", bea],
      ["session.handed_off", ada],
      ["session.signed_out", owner],
      ["session.signed_out", ada],
    ]);
    expect((await log())[1]).toMatchObject({ details: { role: "viewer" }, ...ORIGIN });
    await nobodyElseKnows();
  });

  it("the platform's end of any number of sessions, not for none", async () => {
    for (const sub of ["ada", "bea", "bea"])
      await newBrowser().handOff({ sub, name: sub === "ada" ? "Ada" : undefined });
    const platformServer = newBrowser();
    await platformServer.endSessions({ sub: "ada" });
    await platformServer.endSessions({ sub: "ada" });
    await platformServer.endSessions({ sub: undefined });
    const target = { kind: "session", id: null };
    expect((await log()).slice(3)).toMatchObject([
      { actor: { kind: "system" }, target: { ...target, name: "Ada" }, details: { count: 1, askedBy: "platform" } },
      { actor: { kind: "system" }, target: { ...target, name: null }, details: { count: 2, askedBy: "platform" } },
    ]);
    expect(await log()).toHaveLength(5);
    await nobodyElseKnows();
  });
});

it("a session whose audit line cannot be written reaches no browser", async () => {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query("ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (false) NOT VALID");
  const browser = newBrowser();
  expect((await browser.signIn()).status).toBe(500);
  expect((await browser.handOff()).status).toBe(500);
  expect([...browser.cookies]).toEqual([]);
  await owner.query("ALTER TABLE audit_log DROP CONSTRAINT full_disk");
  await owner.end();
  expect((await browser.signIn()).status).toBe(200);
});
