import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { listAudit } from "#domain/audit/list-audit.ts";
import { inviteMember } from "#domain/members/invite-member.ts";
import { createInviteHandler } from "#server/auth/invite-handler.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { type AuthWorld, BASE_URL, createAuthWorld } from "#tests/auth-world.ts";
import { createBrowser } from "#tests/browser.ts";

const PASSWORD = "chosen by the invited person";

let world: AuthWorld;
let people = 0;
beforeAll(async () => {
  world = await createAuthWorld();
});
beforeEach(async () => {
  people++;
  await world.database.deps.db.signInLimit.deleteMany();
});
afterAll(() => world.close());

const newBrowser = (address = "192.0.2.7") => {
  const { deps } = world.database;
  const signIn = world.newHandler();
  const limits = createSignInLimits(deps.sql);
  const invites = createInviteHandler({ limits, deps, settings: { BASE_URL }, signIn });
  const handle = (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/invite/look") return invites.look(request);
    return pathname === "/invite/session" ? invites.accept(request) : signIn(request);
  };
  return createBrowser(handle, { origin: BASE_URL, headers: { [CLIENT_ADDRESS_HEADER]: address } });
};

const invite = async (role: "admin" | "viewer" = "viewer") => {
  const email = `mia${people}@salon.example`;
  const { link } = await inviteMember(world.database.deps, world.actor, { email, role });
  return { email, token: link.split("#token=")[1] ?? "" };
};

it("the holder of a link sees the business, chooses a password, and is signed in with the role of the invitation", async () => {
  const { email, token } = await invite();
  const browser = newBrowser();
  const look = await browser.post("/invite/look", { token });
  expect([look.status, await look.json()]).toEqual([
    200,
    { tenantName: world.actor.tenantId, email, role: "viewer", invitedByName: null },
  ]);
  const joined = await browser.post("/invite/session", { token, name: " Mia ", password: PASSWORD });
  expect([joined.status, await joined.json()]).toEqual([200, { next: "/" }]);
  expect(await world.who(browser)).toMatchObject({ email, role: "viewer", name: "Mia", kind: "password" });
  const { data } = await listAudit(world.database.deps, world.actor, { limit: 2 });
  expect(data.map(({ action, address }) => [action, address])).toEqual([
    ["session.signed_in", "192.0.2.7"],
    ["user.joined", "192.0.2.7"],
  ]);
  const later = newBrowser();
  expect((await world.signIn(later, PASSWORD, email)).status).toBe(200);
});

it("a browser that another person is signed in to becomes the new member's, and the old session ends", async () => {
  await world.addOwner();
  const browser = newBrowser();
  await world.signIn(browser);
  const before = await world.who(browser);
  const { email, token } = await invite();
  await browser.post("/invite/session", { token, name: "Mia", password: PASSWORD });
  expect(await world.who(browser)).toMatchObject({ email });
  expect(await world.database.deps.db.session.count({ where: { id: before?.sessionId ?? "" } })).toBe(0);
});

it("passwords and names follow the rules of every account, and a refusal leaves the invitation open", async () => {
  const { token } = await invite();
  const browser = newBrowser();
  for (const [name, password, field] of [
    ["Mia", "too short", "password"],
    ["Mia", "x".repeat(129), "password"],
    ["  ", PASSWORD, "name"],
    ["a\u0007b", PASSWORD, "name"],
  ]) {
    const answer = await browser.post("/invite/session", { token, name, password });
    expect([answer.status, (await answer.json()).fields]).toMatchObject([422, [{ path: field }]]);
  }
  expect((await browser.post("/invite/session", { token, name: "Mia", password: PASSWORD })).status).toBe(200);
});

it("every link that opens nothing gets one answer, and an address is refused after thirty of them, right links included", async () => {
  const { token } = await invite();
  const browser = newBrowser("192.0.2.99");
  const answers = [];
  for (const wrong of ["x".repeat(43), "short", "", 7, null])
    for (const path of ["/invite/look", "/invite/session"]) {
      const answer = await browser.post(path, { token: wrong, name: "Mia", password: PASSWORD });
      answers.push(`${answer.status} ${await answer.text()}`);
    }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^401 /);
  for (let count = answers.length; count < 30; count++) await browser.post("/invite/look", { token: "x".repeat(43) });
  const locked = await browser.post("/invite/session", { token, name: "Mia", password: PASSWORD });
  expect([locked.status, Number(locked.headers.get("retry-after")) > 800]).toEqual([429, true]);
  expect((await newBrowser().post("/invite/look", { token })).status).toBe(200);
});

it("no other site, form or large body reaches an invitation", async () => {
  const { token } = await invite();
  const browser = newBrowser();
  const statuses = [
    await browser.post("/invite/session", { token }, { origin: "https://evil.example" }),
    await browser.post("/invite/session", { token }, { "content-type": "text/plain" }),
    await browser.post("/invite/session", { token, name: "x".repeat(8_192) }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([403, 415, 413]);
});
