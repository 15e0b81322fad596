import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { endOtherSessions, endSession } from "#domain/sessions/end-session.ts";
import { listSessions } from "#domain/sessions/list-sessions.ts";
import { removeUser, resetPassword } from "#domain/users/change-user.ts";
import { hashPassword, passwordSession } from "#server/auth/auth.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { addTestUser, PASSWORD } from "#tests/add-user.ts";
import { type AuthWorld, BASE_URL, createAuthWorld, WRONG } from "#tests/auth-world.ts";
import { endlessBody } from "#tests/endless-body.ts";

let world: AuthWorld;
let email: string;
beforeAll(async () => {
  world = await createAuthWorld();
});
beforeEach(async () => {
  email = await world.addOwner();
});
afterAll(() => world.close());

describe("sign-in", () => {
  it("opens a session that names the tenant and the role", async () => {
    const browser = world.newBrowser();
    expect((await world.signIn(browser)).status).toBe(200);
    expect(await world.who(browser)).toMatchObject({
      tenantId: world.actor.tenantId,
      role: "admin",
      email,
      kind: "password",
    });
  });

  it("is refused while the tenant is suspended, to those who know the password", async () => {
    const browser = world.newBrowser();
    const setSuspended = (suspendedAt: Date | null) =>
      world.database.deps.db.tenant.update({ where: { id: world.actor.tenantId }, data: { suspendedAt } });
    await setSuspended(new Date());
    const wrong = await browser.post("/api/auth/sign-in/email", { email, password: WRONG });
    expect(wrong.status).toBe(401);
    const refused = await world.signIn(browser);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      message: expect.stringContaining("suspended"),
      code: "tenant_suspended",
    });
    expect(await world.who(browser)).toBeNull();
    await setSuspended(null);
    expect((await world.signIn(browser)).status).toBe(200);
  });

  it("ends everywhere at once with the sign-out", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const stolen = browser.headers();
    expect((await browser.post("/api/auth/sign-out")).status).toBe(200);
    expect(await passwordSession(world.auth, stolen)).toBeNull();
  });

  it("gives a new session each time, so a planted session is not taken over", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const planted = await world.who(browser);
    const before = browser.headers();
    await world.signIn(browser);
    expect((await world.who(browser))?.sessionId).not.toBe(planted?.sessionId);
    expect(await passwordSession(world.auth, before)).toBeNull();
  });

  it("is refused to foreign pages and to plain forms, which any page can send", async () => {
    const browser = world.newBrowser();
    const body = { email, password: PASSWORD };
    const foreign = { origin: "https://evil.example" };
    const refusal = await browser.post("/api/auth/sign-in/email", body, foreign);
    expect(refusal.status).toBe(403);
    expect((await refusal.json()).message).toContain(BASE_URL);
    expect((await browser.post("/api/auth/sign-in/email", body, { origin: "null" })).status).toBe(403);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await browser.post("/api/auth/sign-in/email", body, form)).status).toBe(415);
    expect(await world.who(browser)).toBeNull();
  });

  it("is the only auth route for strangers: sign-up and profile changes do not exist", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    for (const path of ["/sign-up/email", "/update-user", "/delete-user", "/reset-password", "/revoke-sessions", "/ok"])
      expect((await browser.post(`/api/auth${path}`, { role: "admin", tenantId: "other" })).status).toBe(404);
  });

  it("never tells a script the session's token, which only the cookie holds", async () => {
    const browser = world.newBrowser();
    const expectNoToken = async (answer: Response) => {
      expect(answer.status).toBe(200);
      const sessions = await world.database.deps.db.session.findMany({ where: { user: { email } } });
      const text = await answer.text();
      expect(sessions.length).toBeGreaterThan(0);
      for (const { token } of sessions) expect(text).not.toContain(token);
      expect(text).not.toContain('"token"');
    };
    await expectNoToken(await world.signIn(browser));
    const { code } = await world.addSecondFactor(browser);
    await expectNoToken(await browser.post("/api/auth/two-factor/verify-totp", { code: code() }));
    const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD} of now` };
    await expectNoToken(await browser.post("/api/auth/change-password", change));
    const asked = new Request(`${BASE_URL}/api/auth/get-session`, { headers: browser.headers() });
    expect((await world.newHandler()(asked)).status).toBe(404);
  });
});

describe("a request body", () => {
  const UNREAD = 1;
  const ask = (path: string, stream: ReadableStream, headers: Record<string, string> = {}) =>
    world.newHandler()(
      new Request(`${BASE_URL}/api/auth${path}`, {
        method: "POST",
        headers: { origin: BASE_URL, "content-type": "application/json", ...headers },
        body: stream,
        duplex: "half",
      } as RequestInit),
    );

  it.each(["/change-password", "/two-factor/enable", "/two-factor/disable", "/two-factor/generate-backup-codes"])(
    "of a stranger is not read at %s",
    async (path) => {
      const { stream, pulled } = endlessBody();
      expect([(await ask(path, stream)).status, pulled()]).toEqual([401, UNREAD]);
    },
  );

  it.each(["/sign-in/email", "/two-factor/verify-totp", "/two-factor/verify-backup-code"])(
    "is read at %s up to 8 KiB, whatever was announced",
    async (path) => {
      const { stream, pulled } = endlessBody();
      expect((await ask(path, stream, { "content-length": "10" })).status).toBe(413);
      expect(pulled()).toBeLessThan(12);
      const announced = endlessBody();
      expect((await ask(path, announced.stream, { "content-length": "8193" })).status).toBe(413);
      expect(announced.pulled()).toBe(UNREAD);
    },
  );

  it("is not read after thirty failures of its address, nor at a sign-out", async () => {
    const address = { [CLIENT_ADDRESS_HEADER]: "203.0.113.30" };
    const limits = createSignInLimits(world.database.deps.sql);
    for (let failure = 1; failure <= 30; failure++) await limits.begin({ what: "address", of: "203.0.113.30" });
    for (const path of ["/sign-in/email", "/two-factor/verify-totp"]) {
      const { stream, pulled } = endlessBody();
      expect([(await ask(path, stream, address)).status, pulled()]).toEqual([429, UNREAD]);
    }
    const { stream, pulled } = endlessBody();
    expect([(await ask("/sign-out", stream, address)).status, pulled()]).toEqual([200, UNREAD]);
  });

  it("that breaks off is the caller's error", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("aborted")) });
    expect((await ask("/sign-in/email", broken)).status).toBe(400);
  });

  it("of a signed-in person is read up to the same bound", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const { stream, pulled } = endlessBody();
    const { cookie } = Object.fromEntries(browser.headers());
    expect((await ask("/change-password", stream, { cookie: cookie ?? "" })).status).toBe(413);
    expect(pulled()).toBeLessThan(12);
  });
});

describe("guessing a password", () => {
  it("is refused after five failures, in every process, also with the right password", async () => {
    for (let failure = 1; failure <= 5; failure++)
      expect((await world.signIn(world.newBrowser(), WRONG)).status).toBe(401);
    const answer = await world.signIn(world.newBrowser("198.51.100.7"));
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
  });

  it("checks at most five of many simultaneous tries", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.signIn(world.newBrowser(), WRONG)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it("gets the same answer for an unknown account", async () => {
    const answersFor = async (name: string) => {
      const answers = [];
      for (let failure = 1; failure <= 6; failure++) {
        const answer = await world.signIn(world.newBrowser(), WRONG, name);
        answers.push({ status: answer.status, body: await answer.json(), cookies: answer.headers.getSetCookie() });
      }
      return answers;
    };
    expect(await answersFor("nobody@salon.example")).toEqual(await answersFor(email));
  });

  it("does not depend on how the email is written", async () => {
    for (let failure = 1; failure <= 5; failure++) await world.signIn(world.newBrowser(), WRONG, email.toUpperCase());
    expect((await world.signIn(world.newBrowser())).status).toBe(429);
  });

  it("starts a new count after a success and after a quarter of an hour", async () => {
    for (let failure = 1; failure <= 4; failure++) await world.signIn(world.newBrowser(), WRONG);
    expect((await world.signIn(world.newBrowser())).status).toBe(200);
    for (let failure = 1; failure <= 5; failure++)
      expect((await world.signIn(world.newBrowser(), WRONG)).status).toBe(401);
    await world.database.deps.sql("UPDATE sign_in_limit SET expire = expire - $1", [15 * 60_000]);
    expect((await world.signIn(world.newBrowser())).status).toBe(200);
  });

  it("is refused for an address after thirty failures over all accounts; a success resets nothing", async () => {
    const guess = (host: number, name: string) =>
      world.signIn(world.newBrowser(`2001:db8:1:2::${host.toString(16)}`), WRONG, name);
    for (let failure = 1; failure <= 30; failure++) {
      if (failure % 10 === 0) expect((await world.signIn(world.newBrowser("2001:db8:1:2::ffff"))).status).toBe(200);
      expect((await guess(failure, `nobody${failure}@salon.example`)).status).toBe(401);
    }
    expect((await guess(99, "nobody99@salon.example")).status).toBe(429);
    expect((await world.signIn(world.newBrowser("2001:db8:1:3::1"))).status).toBe(200);
  });

  it("counts also inside a session, where the password is asked for again", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const change = { currentPassword: WRONG, newPassword: "another long password" };
    for (let failure = 1; failure <= 5; failure++)
      expect((await browser.post("/api/auth/change-password", change)).status).toBe(400);
    expect((await browser.post("/api/auth/two-factor/enable", { password: PASSWORD })).status).toBe(429);
  });
});

describe("other sessions end", () => {
  it("with a change of the password, whatever the request asks for", async () => {
    const [here, there] = [world.newBrowser(), world.newBrowser()];
    await world.signIn(here);
    await world.signIn(there);
    const change = { currentPassword: PASSWORD, newPassword: "another long password", revokeOtherSessions: false };
    expect((await here.post("/api/auth/change-password", change)).status).toBe(200);
    expect(await world.who(here)).toMatchObject({ email });
    expect(await world.who(there)).toBeNull();
  });

  it("with a new password from the operator, and with the removal of the user", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    await resetPassword(world.database.deps, { email }, await hashPassword("given by the operator"));
    expect(await world.who(browser)).toBeNull();
    await world.signIn(browser, "given by the operator");
    await removeUser(world.database.deps, { email });
    expect(await world.who(browser)).toBeNull();
    expect((await world.signIn(browser, "given by the operator")).status).toBe(401);
  });

  it("manually, one or all others of the same person", async () => {
    await addTestUser(world.database.deps, world.actor, `other-${email}`);
    const [here, there, third, other] = [
      world.newBrowser(),
      world.newBrowser(),
      world.newBrowser(),
      world.newBrowser(),
    ];
    for (const browser of [here, there, third]) await world.signIn(browser);
    await world.signIn(other, PASSWORD, `other-${email}`);
    const me = await world.who(here);
    const colleague = await world.who(other);
    if (!me || !colleague) throw new Error("a test user is not signed in");
    const { data } = await listSessions(world.database.deps, me);
    expect(data.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, false, true]);
    const stolen = { id: colleague.sessionId };
    await expect(endSession(world.database.deps, me, stolen)).rejects.toMatchObject({ code: "not_found" });
    const asPortal = { ...me, kind: "portal" as const };
    await expect(endSession(world.database.deps, asPortal, stolen)).rejects.toMatchObject({ code: "not_found" });
    await endSession(world.database.deps, me, { id: (await world.who(there))?.sessionId ?? "" });
    expect(await world.who(there)).toBeNull();
    expect(await endOtherSessions(world.database.deps, me)).toEqual({ count: 1 });
    expect([await world.who(third), await world.who(here), await world.who(other)]).toEqual([null, me, colleague]);
  });
});
