import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { personMark } from "#domain/sessions/person-mark.ts";
import { OTHER_PERSON_STATUS, PERSON_MARK_HEADER } from "#domain/sessions/person-mark.values.ts";
import { resetSecondFactor } from "#domain/users/change-user.ts";
import { PASSWORD } from "#tests/add-user.ts";
import { type AuthWorld, createAuthWorld, WRONG } from "#tests/auth-world.ts";

let world: AuthWorld;
let email: string;
beforeAll(async () => {
  world = await createAuthWorld();
});
beforeEach(async () => {
  email = await world.addOwner();
});
afterAll(() => world.close());

describe("a second factor", () => {
  it.each(["%E0", "%00.x", "%", "a%2Fb.c"])("is refused with a forged cookie: %s", async (forged) => {
    const { name } = (await world.auth.$context).createAuthCookie("two_factor");
    const browser = world.newBrowser();
    browser.cookies.set(name, forged);
    expect((await browser.post("/api/auth/two-factor/verify-totp", { code: "123456" })).status).toBe(401);
  });

  it("is required after its first valid code; a password alone then opens no session", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const { code, totpURI } = await world.addSecondFactor(browser);
    expect(totpURI).toMatch(/^otpauth:\/\/totp\/Bellhop/);
    expect((await browser.post("/api/auth/two-factor/verify-totp", { code: code() })).status).toBe(200);
    expect(await world.who(browser)).not.toBeNull();

    const other = world.newBrowser();
    expect(await (await world.signIn(other)).json()).toMatchObject({ twoFactorRedirect: true });
    expect(await world.who(other)).toBeNull();
    expect((await other.post("/api/auth/two-factor/verify-totp", { code: code(), trustDevice: true })).status).toBe(
      200,
    );
    expect(await world.who(other)).toMatchObject({ email });
    expect([...other.cookies.keys()].filter((name) => name.includes("trust"))).toEqual([]);
  });

  it("accepts each code once, so a code seen by another person is useless", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const { code } = await world.addSecondFactor(browser);
    await browser.post("/api/auth/two-factor/verify-totp", { code: code() });
    const seen = code(1);
    const [one, two] = [world.newBrowser(), world.newBrowser()];
    await Promise.all([world.signIn(one), world.signIn(two)]);
    const answers = await Promise.all(
      [one, two].map((each) => each.post("/api/auth/two-factor/verify-totp", { code: seen })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it("checks five codes in a quarter of an hour, however often the password is entered again", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const { code, backupCodes } = await world.addSecondFactor(browser);
    await browser.post("/api/auth/two-factor/verify-totp", { code: code() });
    const attackers = Array.from({ length: 12 }, (_, host) => world.newBrowser(`192.0.2.${host}`));
    for (const attacker of attackers) expect((await world.signIn(attacker)).status).toBe(200);
    const owner = world.newBrowser();
    await world.signIn(owner);
    const guesses = attackers.map((attacker, guess) =>
      attacker.post("/api/auth/two-factor/verify-totp", { code: `x${guess}` }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    const recovery = { code: backupCodes[0] };
    expect((await owner.post("/api/auth/two-factor/verify-backup-code", recovery)).status).toBe(429);
  });

  it("that is lost is replaced by a recovery code, once each, or removed by the operator", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const { code, backupCodes } = await world.addSecondFactor(browser);
    await browser.post("/api/auth/two-factor/verify-totp", { code: code() });
    const recover = async () => {
      const other = world.newBrowser();
      await world.signIn(other);
      return (await other.post("/api/auth/two-factor/verify-backup-code", { code: backupCodes[3] })).status;
    };
    expect([await recover(), await recover()]).toEqual([200, 401]);
    await resetSecondFactor(world.database.deps, { email });
    expect(await world.who(browser)).toBeNull();
    await world.signIn(browser);
    expect(await world.who(browser)).toMatchObject({ email });
  });

  it("cannot be removed with the session alone", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const { code } = await world.addSecondFactor(browser);
    await browser.post("/api/auth/two-factor/verify-totp", { code: code() });
    expect((await browser.post("/api/auth/two-factor/disable", { password: WRONG })).status).toBe(400);
    expect((await browser.post("/api/auth/two-factor/disable", {})).status).toBe(400);
    expect(await (await world.signIn(world.newBrowser())).json()).toMatchObject({ twoFactorRedirect: true });
  });
});

describe("a form of the own account", () => {
  const newPassword = `${PASSWORD} of now`;
  const FORMS = [
    ["/change-password", { currentPassword: PASSWORD, newPassword }],
    ["/two-factor/enable", { password: PASSWORD }],
    ["/two-factor/verify-totp", { code: "123456" }],
    ["/two-factor/generate-backup-codes", { password: PASSWORD }],
    ["/two-factor/disable", { password: PASSWORD }],
  ] as const;

  it("of another person's page is refused, and counts as no guess", async () => {
    const { tenantId } = world.actor;
    const browser = world.newBrowser();
    await world.signIn(browser);
    const before = [
      { tenantId, userId: "usr_before" },
      { tenantId: "ten_before", userId: (await world.who(browser))?.userId ?? "" },
    ];
    for (const [path, body] of FORMS)
      for (const person of [...before, ...before, ...before]) {
        const headers = { [PERSON_MARK_HEADER]: personMark(person) };
        const refused = await browser.post(`/api/auth${path}`, body, headers);
        expect(refused.status, path).toBe(OTHER_PERSON_STATUS);
        expect(await refused.json()).toMatchObject({ code: "other_person" });
      }
    expect((await world.signIn(world.newBrowser())).status).toBe(200);
  });

  it("of the person's own page is done, and leaves the person signed in", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    const me = await world.who(browser);
    const mark = personMark(me ?? { tenantId: "", userId: "" });
    const [[path, body]] = FORMS;
    expect((await browser.post(`/api/auth${path}`, body, { [PERSON_MARK_HEADER]: mark })).status).toBe(200);
    expect(await world.who(browser)).toMatchObject({ userId: me?.userId });
    expect((await world.signIn(world.newBrowser())).status).toBe(401);
  });
});
