import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { endOtherSessions, endSession } from "#domain/sessions/end-session.ts";
import { listSessions } from "#domain/sessions/list-sessions.ts";
import { removeUser, resetPassword, resetSecondFactor } from "#domain/users/change-user.ts";
import { type Auth, createAuth, hashPassword, passwordSession } from "#server/auth/auth.ts";
import { createAuthHandler } from "#server/auth/auth-handler.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { addTestUser, PASSWORD } from "#tests/add-user.ts";
import { createBrowser } from "#tests/browser.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { endlessBody } from "#tests/endless-body.ts";
import { totpCode } from "#tests/totp.ts";

const BASE_URL = "http://localhost:3000";
const WRONG = "something else entirely";

let database: TestDatabase;
let actor: Actor;
let auth: Auth;
let email: string;
let users = 0;

beforeAll(async () => {
  database = await testDatabase();
  actor = await database.addTenant();
  auth = createAuth({ db: database.deps.db, log: database.deps.log, secret: "s".repeat(32), baseUrl: BASE_URL });
});
beforeEach(async () => {
  email = `owner${++users}@salon.example`;
  await addTestUser(database.deps, actor, email);
  await database.deps.db.signInLimit.deleteMany();
});
afterAll(() => database.close());

/** As another process would have it: nothing is shared but the database. */
const newDoor = () =>
  createAuthHandler({
    auth,
    limits: createSignInLimits(database.deps.sql),
    deps: database.deps,
    settings: { BASE_URL, PORTAL_ORIGINS: [] },
  });

const newBrowser = (address = "192.0.2.1") =>
  createBrowser(newDoor(), { origin: BASE_URL, headers: { [CLIENT_ADDRESS_HEADER]: address } });
type Browser = ReturnType<typeof newBrowser>;

const signIn = (browser: Browser, password = PASSWORD, name = email) =>
  browser.post("/api/auth/sign-in/email", { email: name, password });
const who = (browser: Browser) => passwordSession(auth, browser.headers());

/** Sets a second factor up in a signed-in browser, and gives what only its owner has. */
const addSecondFactor = async (browser: Browser) => {
  const answer = await browser.post("/api/auth/two-factor/enable", { password: PASSWORD });
  const { totpURI, backupCodes } = await answer.json();
  const secret = new URL(totpURI).searchParams.get("secret") ?? "";
  const row = await database.deps.db.twoFactor.findFirst({ where: { user: { email } } });
  expect(row?.secret).not.toContain(secret);
  return { totpURI, backupCodes, code: (step = 0) => totpCode(secret, step) };
};

describe("sign-in", () => {
  it("opens a session that names the tenant and the role", async () => {
    const browser = newBrowser();
    expect((await signIn(browser)).status).toBe(200);
    expect(await who(browser)).toMatchObject({ tenantId: actor.tenantId, role: "admin", email, kind: "password" });
  });

  it("ends everywhere at once when the session is signed out", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const stolen = browser.headers();
    expect((await browser.post("/api/auth/sign-out")).status).toBe(200);
    expect(await passwordSession(auth, stolen)).toBeNull();
  });

  it("gives a new session each time: one that was planted before is not taken over", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const planted = await who(browser);
    const before = browser.headers();
    await signIn(browser);
    expect((await who(browser))?.sessionId).not.toBe(planted?.sessionId);
    expect(await passwordSession(auth, before)).toBeNull();
  });

  it("is refused to pages of others and to plain forms, which any page can send", async () => {
    const browser = newBrowser();
    const body = { email, password: PASSWORD };
    const foreign = { origin: "https://evil.example" };
    const refusal = await browser.post("/api/auth/sign-in/email", body, foreign);
    expect(refusal.status).toBe(403);
    expect((await refusal.json()).message).toContain(BASE_URL);
    expect((await browser.post("/api/auth/sign-in/email", body, { origin: "null" })).status).toBe(403);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await browser.post("/api/auth/sign-in/email", body, form)).status).toBe(415);
    expect(await who(browser)).toBeNull();
  });

  it("is the only thing that strangers reach: nobody signs up, and nobody changes who they are", async () => {
    const browser = newBrowser();
    await signIn(browser);
    for (const path of ["/sign-up/email", "/update-user", "/delete-user", "/reset-password", "/revoke-sessions", "/ok"])
      expect((await browser.post(`/api/auth${path}`, { role: "admin", tenantId: "other" })).status).toBe(404);
  });

  it("never tells a script the session's token, which only the cookie holds", async () => {
    const browser = newBrowser();
    const expectNoToken = async (answer: Response) => {
      expect(answer.status).toBe(200);
      const sessions = await database.deps.db.session.findMany({ where: { user: { email } } });
      const text = await answer.text();
      expect(sessions.length).toBeGreaterThan(0);
      for (const { token } of sessions) expect(text).not.toContain(token);
      expect(text).not.toContain('"token"');
    };
    await expectNoToken(await signIn(browser));
    const { code } = await addSecondFactor(browser);
    await expectNoToken(await browser.post("/api/auth/two-factor/verify-totp", { code: code() }));
    const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD} of now` };
    await expectNoToken(await browser.post("/api/auth/change-password", change));
    const asked = new Request(`${BASE_URL}/api/auth/get-session`, { headers: browser.headers() });
    expect((await newDoor()(asked)).status).toBe(404);
  });
});

describe("a body", () => {
  const UNREAD = 1;
  const ask = (path: string, stream: ReadableStream, headers: Record<string, string> = {}) =>
    newDoor()(
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

  it("is not read from an address that has failed thirty times, nor at all to sign out", async () => {
    const address = { [CLIENT_ADDRESS_HEADER]: "203.0.113.30" };
    const limits = createSignInLimits(database.deps.sql);
    for (let failure = 1; failure <= 30; failure++) await limits.begin({ what: "address", of: "203.0.113.30" });
    for (const path of ["/sign-in/email", "/two-factor/verify-totp"]) {
      const { stream, pulled } = endlessBody();
      expect([(await ask(path, stream, address)).status, pulled()]).toEqual([429, UNREAD]);
    }
    const { stream, pulled } = endlessBody();
    expect([(await ask("/sign-out", stream, address)).status, pulled()]).toEqual([200, UNREAD]);
  });

  it("that breaks off is no fault of ours", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("aborted")) });
    expect((await ask("/sign-in/email", broken)).status).toBe(400);
  });

  it("of a person who is signed in is read no further either", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const { stream, pulled } = endlessBody();
    const { cookie } = Object.fromEntries(browser.headers());
    expect((await ask("/change-password", stream, { cookie: cookie ?? "" })).status).toBe(413);
    expect(pulled()).toBeLessThan(12);
  });
});

describe("guessing a password", () => {
  it("ends after five failures, in every process, also for the right one", async () => {
    for (let failure = 1; failure <= 5; failure++) expect((await signIn(newBrowser(), WRONG)).status).toBe(401);
    const answer = await signIn(newBrowser("198.51.100.7"));
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
  });

  it("looks at no more than five of many at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(newBrowser(), WRONG)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it("answers the same for accounts that do not exist", async () => {
    const answersFor = async (name: string) => {
      const answers = [];
      for (let failure = 1; failure <= 6; failure++) {
        const answer = await signIn(newBrowser(), WRONG, name);
        answers.push({ status: answer.status, body: await answer.json(), cookies: answer.headers.getSetCookie() });
      }
      return answers;
    };
    expect(await answersFor("nobody@salon.example")).toEqual(await answersFor(email));
  });

  it("does not depend on how the email is written", async () => {
    for (let failure = 1; failure <= 5; failure++) await signIn(newBrowser(), WRONG, email.toUpperCase());
    expect((await signIn(newBrowser())).status).toBe(429);
  });

  it("is counted anew after a success and after a quarter of an hour", async () => {
    for (let failure = 1; failure <= 4; failure++) await signIn(newBrowser(), WRONG);
    expect((await signIn(newBrowser())).status).toBe(200);
    for (let failure = 1; failure <= 5; failure++) expect((await signIn(newBrowser(), WRONG)).status).toBe(401);
    await database.deps.sql("UPDATE sign_in_limit SET expire = expire - $1", [15 * 60_000]);
    expect((await signIn(newBrowser())).status).toBe(200);
  });

  it("ends for an address after thirty, whatever the accounts, and an own success hides none of them", async () => {
    const guess = (host: number, name: string) => signIn(newBrowser(`2001:db8:1:2::${host.toString(16)}`), WRONG, name);
    for (let failure = 1; failure <= 30; failure++) {
      if (failure % 10 === 0) expect((await signIn(newBrowser("2001:db8:1:2::ffff"))).status).toBe(200);
      expect((await guess(failure, `nobody${failure}@salon.example`)).status).toBe(401);
    }
    expect((await guess(99, "nobody99@salon.example")).status).toBe(429);
    expect((await signIn(newBrowser("2001:db8:1:3::1"))).status).toBe(200);
  });

  it("is counted for whoever has a session too, where the password is asked for again", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const change = { currentPassword: WRONG, newPassword: "another long password" };
    for (let failure = 1; failure <= 5; failure++)
      expect((await browser.post("/api/auth/change-password", change)).status).toBe(400);
    expect((await browser.post("/api/auth/two-factor/enable", { password: PASSWORD })).status).toBe(429);
  });
});

describe("a second factor", () => {
  it.each(["%E0", "%00.x", "%", "a%2Fb.c"])("is not asked for with a cookie that nobody set: %s", async (forged) => {
    const { name } = (await auth.$context).createAuthCookie("two_factor");
    const browser = newBrowser();
    browser.cookies.set(name, forged);
    expect((await browser.post("/api/auth/two-factor/verify-totp", { code: "123456" })).status).toBe(401);
  });

  it("is asked for once it was shown to work; a password alone then opens nothing", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const { code, totpURI } = await addSecondFactor(browser);
    expect(totpURI).toMatch(/^otpauth:\/\/totp\/Bellhop/);
    expect((await browser.post("/api/auth/two-factor/verify-totp", { code: code() })).status).toBe(200);
    expect(await who(browser)).not.toBeNull();

    const other = newBrowser();
    expect(await (await signIn(other)).json()).toMatchObject({ twoFactorRedirect: true });
    expect(await who(other)).toBeNull();
    expect((await other.post("/api/auth/two-factor/verify-totp", { code: code(), trustDevice: true })).status).toBe(
      200,
    );
    expect(await who(other)).toMatchObject({ email });
    expect([...other.cookies.keys()].filter((name) => name.includes("trust"))).toEqual([]);
  });

  it("takes a code once: one that was looked over a shoulder opens nothing", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const { code } = await addSecondFactor(browser);
    await browser.post("/api/auth/two-factor/verify-totp", { code: code() });
    const seen = code(1);
    const [one, two] = [newBrowser(), newBrowser()];
    await Promise.all([signIn(one), signIn(two)]);
    const answers = await Promise.all(
      [one, two].map((each) => each.post("/api/auth/two-factor/verify-totp", { code: seen })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it("is looked at five times in a quarter of an hour, however often the password is shown again", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const { code, backupCodes } = await addSecondFactor(browser);
    await browser.post("/api/auth/two-factor/verify-totp", { code: code() });
    const attackers = Array.from({ length: 12 }, (_, host) => newBrowser(`192.0.2.${host}`));
    for (const attacker of attackers) expect((await signIn(attacker)).status).toBe(200);
    const owner = newBrowser();
    await signIn(owner);
    const guesses = attackers.map((attacker, guess) =>
      attacker.post("/api/auth/two-factor/verify-totp", { code: `x${guess}` }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    const recovery = { code: backupCodes[0] };
    expect((await owner.post("/api/auth/two-factor/verify-backup-code", recovery)).status).toBe(429);
  });

  it("that is lost is replaced by a recovery code, once each, or taken away by the operator", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const { code, backupCodes } = await addSecondFactor(browser);
    await browser.post("/api/auth/two-factor/verify-totp", { code: code() });
    const recover = async () => {
      const other = newBrowser();
      await signIn(other);
      return (await other.post("/api/auth/two-factor/verify-backup-code", { code: backupCodes[3] })).status;
    };
    expect([await recover(), await recover()]).toEqual([200, 401]);
    await resetSecondFactor(database.deps, { email });
    expect(await who(browser)).toBeNull();
    await signIn(browser);
    expect(await who(browser)).toMatchObject({ email });
  });

  it("is not taken away by whoever only has the session", async () => {
    const browser = newBrowser();
    await signIn(browser);
    const { code } = await addSecondFactor(browser);
    await browser.post("/api/auth/two-factor/verify-totp", { code: code() });
    expect((await browser.post("/api/auth/two-factor/disable", { password: WRONG })).status).toBe(400);
    expect((await browser.post("/api/auth/two-factor/disable", {})).status).toBe(400);
    expect(await (await signIn(newBrowser())).json()).toMatchObject({ twoFactorRedirect: true });
  });
});

describe("other sessions end", () => {
  it("with a change of the password, whatever the request asks for", async () => {
    const [here, there] = [newBrowser(), newBrowser()];
    await signIn(here);
    await signIn(there);
    const change = { currentPassword: PASSWORD, newPassword: "another long password", revokeOtherSessions: false };
    expect((await here.post("/api/auth/change-password", change)).status).toBe(200);
    expect(await who(here)).toMatchObject({ email });
    expect(await who(there)).toBeNull();
  });

  it("with a new password from the operator, and all with the user", async () => {
    const browser = newBrowser();
    await signIn(browser);
    await resetPassword(database.deps, { email }, await hashPassword("given by the operator"));
    expect(await who(browser)).toBeNull();
    await signIn(browser, "given by the operator");
    await removeUser(database.deps, { email });
    expect(await who(browser)).toBeNull();
    expect((await signIn(browser, "given by the operator")).status).toBe(401);
  });

  it("by hand, one or all others, and nobody else's", async () => {
    await addTestUser(database.deps, actor, `other-${email}`);
    const [here, there, third, other] = [newBrowser(), newBrowser(), newBrowser(), newBrowser()];
    for (const browser of [here, there, third]) await signIn(browser);
    await signIn(other, PASSWORD, `other-${email}`);
    const me = await who(here);
    const colleague = await who(other);
    if (!me || !colleague) throw new Error("somebody is not signed in");
    const { data } = await listSessions(database.deps, me);
    expect(data.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, false, true]);
    const stolen = { id: colleague.sessionId };
    await expect(endSession(database.deps, me, stolen)).rejects.toMatchObject({ code: "not_found" });
    const asPortal = { ...me, kind: "portal" as const };
    await expect(endSession(database.deps, asPortal, stolen)).rejects.toMatchObject({ code: "not_found" });
    await endSession(database.deps, me, { id: (await who(there))?.sessionId ?? "" });
    expect(await who(there)).toBeNull();
    expect(await endOtherSessions(database.deps, me)).toEqual({ count: 1 });
    expect([await who(third), await who(here), await who(other)]).toEqual([null, me, colleague]);
  });
});
