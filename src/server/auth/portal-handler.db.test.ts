import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPortalSession } from "#domain/portal/find-portal-session.ts";
import { sealPortalLink } from "#domain/portal/portal-link.ts";
import { passwordSession } from "#server/auth/auth.ts";
import { readPortalCookie } from "#server/auth/portal-cookie.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { addTestUser, PASSWORD } from "#tests/add-user.ts";
import { endlessBody } from "#tests/endless-body.ts";
import { createPortalWorld, PORTAL, type PortalWorld } from "#tests/portal-world.ts";

const { BASE_URL, APP, SESSION, ENDS } = PORTAL;

let world: PortalWorld;
beforeAll(async () => {
  world = await createPortalWorld();
});
afterAll(() => world.close());

describe("a hand-off", () => {
  it("opens a session for its person, tenant and role, and leads to the dashboard", async () => {
    const browser = world.newBrowser();
    const answer = await browser.open({ role: "viewer", name: "Ada" });
    expect([answer.status, await answer.json()]).toEqual([200, { next: "/" }]);
    expect(await browser.who()).toMatchObject({ tenantId: "salon", role: "viewer", name: "Ada", kind: "portal" });
  });

  it("is accepted once, over all processes, also with simultaneous tries", async () => {
    const token = await world.platform.sign(BASE_URL);
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.newBrowser().post(SESSION, { token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
    expect((await world.newBrowser().post(SESSION, { token })).status).toBe(401);
  });

  it("is used up by a failure too, and remembered until its token has expired", async () => {
    const token = await world.platform.sign(BASE_URL, { claims: { tenant: "unknown_salon", jti: "jti_kept" } });
    expect((await world.newBrowser().post(SESSION, { token })).status).toBe(404);
    await world.database.addTenant("unknown_salon");
    expect((await world.newBrowser().post(SESSION, { token })).status).toBe(401);
    const row = await world.database.deps.db.usedOnce.findUnique({ where: { id: "portal:jti_kept" } });
    expect(row?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 100_000);
  });

  it("may also be a link of the operator's API, without a signature of the platform: once, for its person", async () => {
    const brand = { returnUrl: `${APP}/settings` };
    const claims = { tenant: "salon", sub: "u7", role: "viewer", name: "Ada", brand } as const;
    const { token } = sealPortalLink(world.deps(), claims);
    const browser = world.newBrowser();
    expect((await browser.post(SESSION, { token })).status).toBe(200);
    expect(await browser.who()).toMatchObject({
      tenantId: "salon",
      role: "viewer",
      name: "Ada",
      brand,
      kind: "portal",
    });
    expect((await world.newBrowser().post(SESSION, { token })).status).toBe(401);
    expect((await world.newBrowser().post(SESSION, { token: `${token}x` })).status).toBe(401);
    expect((await world.newBrowser().post(SESSION, { token: "plk_x" })).status).toBe(401);
    const stranger = sealPortalLink(world.deps(), { ...claims, brand: { returnUrl: "https://evil.example/" } });
    expect((await world.newBrowser().post(SESSION, { token: stranger.token })).status).toBe(401);
  });

  it("may also come as a form from a page of the platform", async () => {
    const token = await world.platform.sign(BASE_URL);
    const { handle } = world.newBrowser();
    const answer = await handle(
      new Request(`${BASE_URL}${SESSION}`, {
        method: "POST",
        headers: { origin: APP },
        body: new URLSearchParams({ token }),
      }),
    );
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    expect(answer.headers.getSetCookie().join()).toContain("__Host-bellhop.portal=");
  });

  it("is refused in the address, which logs and histories keep", async () => {
    const token = await world.platform.sign(BASE_URL);
    const answer = await world.newBrowser().post(`${SESSION}?token=${token}`, { token });
    expect([answer.status, (await answer.json()).message]).toEqual([
      422,
      expect.stringContaining("never in the address"),
    ]);
  });

  it.each([
    ["a page of somebody else", { origin: "https://evil.example" }],
    ["a page that hides itself", { origin: "null" }],
    ["a page on another port", { origin: `${APP}:8443` }],
  ])("is refused from %s, which could sign people into a stranger's account", async (_, headers) => {
    const browser = world.newBrowser();
    const token = await world.platform.sign(BASE_URL);
    expect((await browser.post(SESSION, { token }, headers)).status).toBe(403);
    expect((await browser.post(SESSION, { token })).status).toBe(200);
  });

  it("replaces the session before: both kinds end, and the new one has a new token", async () => {
    await addTestUser(world.database.deps, { tenantId: "studio", by: { kind: "system" } }, "lin@studio.example");
    const browser = world.newBrowser();
    await browser.post("/api/auth/sign-in/email", { email: "lin@studio.example", password: PASSWORD });
    const byPassword = browser.headers();
    expect(await passwordSession(world.auth, byPassword)).not.toBeNull();
    await browser.open();
    expect(await passwordSession(world.auth, byPassword)).toBeNull();
    expect(await passwordSession(world.auth, browser.headers())).toBeNull();

    const first = readPortalCookie(world.settingsOf(), browser.headers()) ?? "";
    await browser.open({ tenant: "studio" });
    expect(await browser.who()).toMatchObject({ tenantId: "studio" });
    expect(readPortalCookie(world.settingsOf(), browser.headers())).not.toBe(first);
    expect(await findPortalSession(world.deps(), first)).toBeNull();
  });

  it("that is refused leaves the current session unchanged", async () => {
    const browser = world.newBrowser();
    await browser.open();
    expect((await browser.open({ role: "owner" })).status).toBe(401);
    expect(await browser.who()).toMatchObject({ tenantId: "salon" });
  });

  it("is replaced by a sign-in with password, and ends with the sign-out", async () => {
    const browser = world.newBrowser();
    await browser.open();
    const token = readPortalCookie(world.settingsOf(), browser.headers()) ?? "";
    await browser.post("/api/auth/sign-in/email", { email: "lin@studio.example", password: PASSWORD });
    expect(await findPortalSession(world.deps(), token)).toBeNull();
    expect(await browser.who()).toBeNull();

    await browser.open();
    const other = readPortalCookie(world.settingsOf(), browser.headers()) ?? "";
    expect((await browser.post("/api/auth/sign-out")).status).toBe(200);
    expect(await findPortalSession(world.deps(), other)).toBeNull();
  });

  it("creates its tenant only if the settings say so, and keeps the name of an existing one", async () => {
    expect((await world.newBrowser().open({ tenant: "new_salon" })).status).toBe(404);
    const creating = world.newBrowser({ PORTAL_CREATES_TENANTS: "1" });
    expect((await creating.open({ tenant: "new_salon", tenant_name: "New Salon" })).status).toBe(200);
    expect((await creating.open({ tenant: "salon", tenant_name: "Renamed" })).status).toBe(200);
    const nameOf = async (id: string) => (await world.database.deps.db.tenant.findUnique({ where: { id } }))?.name;
    expect([await nameOf("new_salon"), await nameOf("salon")]).toEqual(["New Salon", "salon"]);
  });

  it("brings no removed tenant back for 30 days, and a link of the operator's API never does", async () => {
    const { db } = world.database.deps;
    const { post } = world.newBrowser({ PORTAL_CREATES_TENANTS: "1" });
    // Failures count for an address of their own.
    const from = { [CLIENT_ADDRESS_HEADER]: "198.51.100.40" };
    const open = async (token: string) => (await post(SESSION, { token }, from)).status;
    const id = "gone_salon";
    const sign = () => world.platform.sign(BASE_URL, { claims: { tenant: id } });
    const day = (days: number) => new Date(Date.now() - days * 86_400_000);
    await db.removedTenant.create({ data: { id, removedAt: day(29) } });
    expect(await open(await sign())).toBe(404);
    await db.removedTenant.update({ where: { id }, data: { removedAt: day(31) } });
    const { token } = sealPortalLink(world.deps(), { tenant: id, sub: "u1", role: "admin", name: "Ada" });
    expect(await open(token)).toBe(404);
    expect(await open(await sign())).toBe(200);
  });
});

describe("a stranger's body", () => {
  const UNREAD = 1;
  const sizes = { "content-length": "8193" };

  it.each([SESSION, ENDS])("to %s is read up to 8 KiB, and not at all when more is announced", async (path) => {
    const { handle } = world.newBrowser();
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

  it("is not read after thirty failures of its address, on either path", async () => {
    const address = { [CLIENT_ADDRESS_HEADER]: "198.51.100.20" };
    for (let failure = 1; failure <= 30; failure++)
      expect((await world.newBrowser().post(SESSION, { token: "guess" }, address)).status).toBe(401);
    const { handle } = world.newBrowser();
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
    const token = await world.platform.sign(BASE_URL);
    expect((await world.newBrowser().post(SESSION, { token }, address)).status).toBe(429);
    expect(
      (await world.newBrowser().post(SESSION, { token }, { [CLIENT_ADDRESS_HEADER]: "198.51.100.21" })).status,
    ).toBe(200);
  });
});

describe("the cookie", () => {
  const cookieWith = async (changes: Record<string, string>) => {
    const answer = await world.newBrowser(changes).open();
    return answer.headers.getSetCookie().find((line) => line.includes("bellhop.portal=")) ?? "";
  };

  it("works in a frame of the platform, and is not sent in frames of other sites", async () => {
    const cookie = await cookieWith({});
    for (const part of ["HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/"]) expect(cookie).toContain(part);
    expect(cookie).toMatch(/^__Host-/);
    expect(cookie).not.toContain("Domain");
  });

  it("is limited to our own pages without a frame or without https", async () => {
    expect(await cookieWith({ PORTAL_ORIGINS: "" })).toContain("SameSite=Lax");
    expect(await cookieWith({ BASE_URL: "http://localhost:3000" })).toMatch(/^bellhop\.portal=.*SameSite=Lax/);
  });

  it("holds a token that the database stores only as a hash", async () => {
    const browser = world.newBrowser();
    await browser.open();
    const token = readPortalCookie(world.settingsOf(), browser.headers()) ?? "";
    const rows = await world.database.deps.sql<{ text: string }>(
      "SELECT portal_session::text AS text FROM portal_session",
    );
    expect(rows.filter(({ text }) => text.includes(token))).toEqual([]);
    for (const { text } of rows) expect(await findPortalSession(world.deps(), text)).toBeNull();
  });
});

it("a hand-off sets the look of its own session: name, colour and a way back to the platform's origins", async () => {
  const browser = world.newBrowser();
  const brand = { name: "Salonware", color: "#0F766E", returnUrl: `${PORTAL.APP}/settings` };
  expect((await browser.open({ brand })).status).toBe(200);
  expect((await browser.who())?.brand).toEqual({ ...brand, color: "#0f766e" });
  const plain = world.newBrowser();
  await plain.open();
  expect((await plain.who())?.brand).toBeNull();
  for (const refused of [
    { returnUrl: "https://elsewhere.example/" },
    { returnUrl: `${PORTAL.APP}.evil.example/` },
    { returnUrl: "javascript:alert(1)" },
    { logo: "https://app.example.com/logo.svg" },
    { color: "red" },
    { name: "x".repeat(61) },
    "Salonware",
  ])
    expect((await world.newBrowser().open({ brand: refused })).status).toBe(401);
});
