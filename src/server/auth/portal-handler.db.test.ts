import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findPortalSession } from "#domain/portal/find-portal-session.ts";
import { endOtherSessions, endSession } from "#domain/sessions/end-session.ts";
import { listSessions } from "#domain/sessions/list-sessions.ts";
import { type Env, parseEnv } from "#env.ts";
import { type Auth, createAuth, passwordSession } from "#server/auth/auth.ts";
import { createAuthHandler } from "#server/auth/auth-handler.ts";
import { readPortalCookie } from "#server/auth/portal-cookie.ts";
import { createPortalHandler } from "#server/auth/portal-handler.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { addTestUser, PASSWORD } from "#tests/add-user.ts";
import { createBrowser } from "#tests/browser.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { endlessBody } from "#tests/endless-body.ts";
import { createPlatform, type Platform } from "#tests/platform.ts";

const BASE_URL = "https://hooks.example.com";
const APP = "https://app.example.com";
const SESSION = "/portal/session";
const ENDS = "/portal/end-sessions";
const HOUR_MS = 3_600_000;

let database: TestDatabase;
let platform: Platform;
let auth: Auth;
let now = new Date();

beforeAll(async () => {
  database = await testDatabase();
  platform = await createPlatform();
  auth = createAuth({ db: database.deps.db, log: database.deps.log, secret: "s".repeat(32), baseUrl: BASE_URL });
  await database.addTenant("salon");
  await database.addTenant("studio");
});
beforeEach(() => {
  now = new Date();
});
afterAll(() => database.close());

const deps = () => ({ ...database.deps, clock: () => now });

const settingsOf = (changes: Record<string, string> = {}): Env => {
  const parsed = parseEnv({ BASE_URL, PORTAL_JWKS: platform.jwks, PORTAL_ORIGINS: APP, ...changes });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.env;
};

/** As one more process would have it. */
const newBrowser = (changes: Record<string, string> = {}) => {
  const settings = settingsOf(changes);
  const limits = createSignInLimits(database.deps.sql);
  const portal = createPortalHandler({ auth, limits, deps: deps(), settings });
  const password = createAuthHandler({ auth, limits, deps: deps(), settings });
  const handle = (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === SESSION) return portal.openSession(request);
    return pathname === ENDS ? portal.endSessions(request) : password(request);
  };
  const browser = createBrowser(handle, { origin: settings.BASE_URL });
  const who = async () => {
    const token = readPortalCookie(settings, browser.headers());
    return token ? findPortalSession(deps(), token) : null;
  };
  const open = async (claims: Record<string, unknown> = {}) =>
    browser.post(SESSION, { token: await platform.sign(settings.BASE_URL, { claims }) });
  return { ...browser, who, open, handle };
};

describe("a hand-off", () => {
  it("opens a session for that person, tenant and role, and goes on to the dashboard", async () => {
    const browser = newBrowser();
    const answer = await browser.open({ role: "viewer", name: "Ada" });
    expect([answer.status, await answer.json()]).toEqual([200, { next: "/webhooks" }]);
    expect(await browser.who()).toMatchObject({ tenantId: "salon", role: "viewer", name: "Ada", kind: "portal" });
  });

  it("is taken once, in whatever process and however often at once", async () => {
    const token = await platform.sign(BASE_URL);
    const answers = await Promise.all(Array.from({ length: 8 }, () => newBrowser().post(SESSION, { token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
    expect((await newBrowser().post(SESSION, { token })).status).toBe(401);
  });

  it("is used up by a failure too, and forgotten only when nobody would take it any more", async () => {
    const token = await platform.sign(BASE_URL, { claims: { tenant: "unknown_salon", jti: "jti_kept" } });
    expect((await newBrowser().post(SESSION, { token })).status).toBe(404);
    await database.addTenant("unknown_salon");
    expect((await newBrowser().post(SESSION, { token })).status).toBe(401);
    const row = await database.deps.db.usedOnce.findUnique({ where: { id: "portal:jti_kept" } });
    expect(row?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 100_000);
  });

  it("comes as a form from a page of the platform, too", async () => {
    const token = await platform.sign(BASE_URL);
    const { handle } = newBrowser();
    const answer = await handle(
      new Request(`${BASE_URL}${SESSION}`, {
        method: "POST",
        headers: { origin: APP },
        body: new URLSearchParams({ token }),
      }),
    );
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/webhooks"]);
    expect(answer.headers.getSetCookie().join()).toContain("__Host-bellhop.portal=");
  });

  it("is not taken from the address, where others read along", async () => {
    const token = await platform.sign(BASE_URL);
    const answer = await newBrowser().post(`${SESSION}?token=${token}`, { token });
    expect([answer.status, (await answer.json()).message]).toEqual([
      422,
      expect.stringContaining("never in the address"),
    ]);
  });

  it.each([
    ["a page of somebody else", { origin: "https://evil.example" }],
    ["a page that hides itself", { origin: "null" }],
    ["a page on another port", { origin: `${APP}:8443` }],
  ])("is not taken from %s, which could sign people into a stranger's account", async (_, headers) => {
    const browser = newBrowser();
    const token = await platform.sign(BASE_URL);
    expect((await browser.post(SESSION, { token }, headers)).status).toBe(403);
    expect((await browser.post(SESSION, { token })).status).toBe(200);
  });

  it("replaces whoever was signed in before: both kinds of session end, and the new one has a new token", async () => {
    await addTestUser(database.deps, { tenantId: "studio", by: { kind: "system" } }, "lin@studio.example");
    const browser = newBrowser();
    await browser.post("/api/auth/sign-in/email", { email: "lin@studio.example", password: PASSWORD });
    const byPassword = browser.headers();
    expect(await passwordSession(auth, byPassword)).not.toBeNull();
    await browser.open();
    expect(await passwordSession(auth, byPassword)).toBeNull();
    expect(await passwordSession(auth, browser.headers())).toBeNull();

    const first = readPortalCookie(settingsOf(), browser.headers()) ?? "";
    await browser.open({ tenant: "studio" });
    expect(await browser.who()).toMatchObject({ tenantId: "studio" });
    expect(readPortalCookie(settingsOf(), browser.headers())).not.toBe(first);
    expect(await findPortalSession(deps(), first)).toBeNull();
  });

  it("that is refused leaves whoever is signed in alone", async () => {
    const browser = newBrowser();
    await browser.open();
    expect((await browser.open({ role: "owner" })).status).toBe(401);
    expect(await browser.who()).toMatchObject({ tenantId: "salon" });
  });

  it("is replaced in turn when somebody signs in by password, and ends with signing out", async () => {
    const browser = newBrowser();
    await browser.open();
    const token = readPortalCookie(settingsOf(), browser.headers()) ?? "";
    await browser.post("/api/auth/sign-in/email", { email: "lin@studio.example", password: PASSWORD });
    expect(await findPortalSession(deps(), token)).toBeNull();
    expect(await browser.who()).toBeNull();

    await browser.open();
    const other = readPortalCookie(settingsOf(), browser.headers()) ?? "";
    expect((await browser.post("/api/auth/sign-out")).status).toBe(200);
    expect(await findPortalSession(deps(), other)).toBeNull();
  });

  it("makes its tenant only where the settings say so, and leaves the name of one that is there", async () => {
    expect((await newBrowser().open({ tenant: "new_salon" })).status).toBe(404);
    const creating = newBrowser({ PORTAL_CREATES_TENANTS: "1" });
    expect((await creating.open({ tenant: "new_salon", tenant_name: "New Salon" })).status).toBe(200);
    expect((await creating.open({ tenant: "salon", tenant_name: "Renamed" })).status).toBe(200);
    const nameOf = async (id: string) => (await database.deps.db.tenant.findUnique({ where: { id } }))?.name;
    expect([await nameOf("new_salon"), await nameOf("salon")]).toEqual(["New Salon", "salon"]);
  });
});

describe("what a stranger sends", () => {
  const UNREAD = 1;
  const sizes = { "content-length": "8193" };

  it.each([SESSION, ENDS])("to %s is read up to 8 KiB, and not at all when more is announced", async (path) => {
    const { handle } = newBrowser();
    const ask = (body: BodyInit, headers: Record<string, string> = {}) =>
      handle(
        new Request(`${BASE_URL}${path}`, {
          method: "POST",
          headers: { origin: BASE_URL, "content-type": "application/json", ...headers },
          body,
          duplex: "half",
        } as RequestInit),
      );
    const unread = endlessBody();
    expect((await ask(unread.stream, sizes)).status).toBe(413);
    expect(unread.pulled()).toBe(UNREAD);
    const lied = endlessBody();
    expect((await ask(lied.stream, { "content-length": "10" })).status).toBe(413);
    expect(lied.pulled()).toBeLessThan(12);
    expect((await ask(JSON.stringify({ token: "x".repeat(8_000) }))).status).toBe(401);
  });

  it("is not read any more after thirty failures from an address, with anything", async () => {
    const address = { [CLIENT_ADDRESS_HEADER]: "198.51.100.20" };
    for (let failure = 1; failure <= 30; failure++)
      expect((await newBrowser().post(SESSION, { token: "guess" }, address)).status).toBe(401);
    const { handle } = newBrowser();
    const unread = endlessBody();
    const headers = { origin: BASE_URL, "content-type": "application/json", ...address };
    const answer = await handle(
      new Request(`${BASE_URL}${ENDS}`, {
        method: "POST",
        headers,
        body: unread.stream,
        duplex: "half",
      } as RequestInit),
    );
    expect([answer.status, unread.pulled()]).toEqual([429, UNREAD]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
    const token = await platform.sign(BASE_URL);
    expect((await newBrowser().post(SESSION, { token }, address)).status).toBe(429);
    expect((await newBrowser().post(SESSION, { token }, { [CLIENT_ADDRESS_HEADER]: "198.51.100.21" })).status).toBe(
      200,
    );
  });
});

describe("the cookie", () => {
  const cookieWith = async (changes: Record<string, string>) => {
    const answer = await newBrowser(changes).open();
    return answer.headers.getSetCookie().find((line) => line.includes("bellhop.portal=")) ?? "";
  };

  it("works in a frame of the platform, and is of no use below any other site", async () => {
    const cookie = await cookieWith({});
    for (const part of ["HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/"]) expect(cookie).toContain(part);
    expect(cookie).toMatch(/^__Host-/);
    expect(cookie).not.toContain("Domain");
  });

  it("stays with our own pages where there is no frame or no https", async () => {
    expect(await cookieWith({ PORTAL_ORIGINS: "" })).toContain("SameSite=Lax");
    expect(await cookieWith({ BASE_URL: "http://localhost:3000" })).toMatch(/^bellhop\.portal=.*SameSite=Lax/);
  });

  it("holds what the database does not", async () => {
    const browser = newBrowser();
    await browser.open();
    const token = readPortalCookie(settingsOf(), browser.headers()) ?? "";
    const rows = await database.deps.sql<{ text: string }>("SELECT portal_session::text AS text FROM portal_session");
    expect(rows.filter(({ text }) => text.includes(token))).toEqual([]);
    for (const { text } of rows) expect(await findPortalSession(deps(), text)).toBeNull();
  });
});

describe("a session that was handed over ends", () => {
  const at = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };

  it("after an hour without use, and after eight hours in any case", async () => {
    const browser = newBrowser();
    await browser.open();
    at(HOUR_MS - 1_000);
    expect(await browser.who()).not.toBeNull();
    at(HOUR_MS + 1_000);
    expect(await browser.who()).toBeNull();

    now = new Date();
    await browser.open();
    for (let hour = 1; hour <= 15; hour++) {
      at(HOUR_MS / 2);
      expect(await browser.who()).not.toBeNull();
    }
    at(HOUR_MS / 2);
    expect(await browser.who()).toBeNull();
    now = new Date();
  });

  it("when the platform says so: one person's, or all of the tenant's, and nobody else's", async () => {
    const [ada, bea, lin] = [newBrowser(), newBrowser(), newBrowser()];
    await ada.open({ sub: "ada" });
    await bea.open({ sub: "bea" });
    await lin.open({ sub: "ada", tenant: "studio" });
    const end = async (claims: Record<string, unknown>) =>
      newBrowser().post(ENDS, {
        token: await platform.sign(BASE_URL, { claims: { action: "end_sessions", ...claims } }),
      });
    expect(await (await end({ sub: "ada" })).json()).toEqual({ count: 1 });
    expect([await ada.who(), await bea.who()]).toEqual([null, expect.anything()]);
    expect((await end({ sub: undefined })).status).toBe(200);
    expect([await bea.who(), await lin.who()]).toEqual([null, expect.objectContaining({ tenantId: "studio" })]);
  });

  it("not by a token that opens one, nor twice by the same", async () => {
    const browser = newBrowser();
    await browser.open();
    const handOff = await platform.sign(BASE_URL);
    expect((await browser.post(ENDS, { token: handOff })).status).toBe(401);
    const token = await platform.sign(BASE_URL, { claims: { action: "end_sessions" } });
    expect((await browser.post(ENDS, { token })).status).toBe(200);
    expect((await browser.post(ENDS, { token })).status).toBe(401);
    expect((await browser.post(SESSION, { token })).status).toBe(401);
  });

  it("when its person ends it: one, or all others; nobody ends somebody else's", async () => {
    const [here, there, other] = [newBrowser(), newBrowser(), newBrowser()];
    await here.open({ sub: "cleo" });
    at(1_000);
    await there.open({ sub: "cleo" });
    await other.open({ sub: "cleo", tenant: "studio" });
    const [me, them, stranger] = [await here.who(), await there.who(), await other.who()];
    if (!me || !them || !stranger) throw new Error("somebody is not signed in");
    const { data } = await listSessions(deps(), me);
    expect(data.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      [them.sessionId, false],
      [me.sessionId, true],
    ]);
    await expect(endSession(deps(), me, { id: stranger.sessionId })).rejects.toMatchObject({ code: "not_found" });
    expect(await endOtherSessions(deps(), me)).toEqual({ count: 1 });
    expect([await there.who(), await here.who(), await other.who()]).toEqual([null, me, stranger]);
    await endSession(deps(), me, { id: me.sessionId });
    expect(await here.who()).toBeNull();
  });
});
