import { expect } from "vitest";
import { inviteMember } from "#domain/members/invite-member.ts";
import { inviteInput } from "#domain/members/member.schema.ts";
import { parseEnv } from "#env.ts";
import { createAuth } from "#server/auth/auth.ts";
import { createAuthHandler } from "#server/auth/auth-handler.ts";
import { createInviteHandler } from "#server/auth/invite-handler.ts";
import { createPortalHandler } from "#server/auth/portal-handler.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { addTestUser, PASSWORD } from "#tests/add-user.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { createBrowser } from "#tests/browser.ts";
import { testDatabase } from "#tests/database.ts";
import { createPlatform } from "#tests/platform.ts";

const BASE_URL = "http://localhost:3000";
const ADDRESS = "198.51.100.9";
const JUST_OVER = "x".repeat(8_192);

type Handlers = Awaited<ReturnType<typeof openHandlers>>;

const openHandlers = async () => {
  const database = await testDatabase();
  const platform = await createPlatform();
  const parsed = parseEnv({ BASE_URL, PORTAL_JWKS: platform.jwks });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const warnings: object[] = [];
  const warn = (fields: object) => warnings.push(fields);
  const deps = { ...database.deps, log: { ...database.deps.log, warn } };
  const limits = createSignInLimits(deps.sql);
  const auth = createAuth({ db: deps.db, log: deps.log, secret: "s".repeat(32), baseUrl: BASE_URL });
  const parts = { auth, limits, deps, settings: parsed.env };
  const [password, portal] = [createAuthHandler(parts), createPortalHandler(parts)];
  const invites = createInviteHandler({ ...parts, signIn: password });
  const handle = (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/invite/look") return invites.look(request);
    if (pathname === "/invite/session") return invites.accept(request);
    if (pathname === "/portal/session") return portal.openSession(request);
    return pathname === "/portal/end-sessions" ? portal.endSessions(request) : password(request);
  };
  const browser = createBrowser(handle, { origin: BASE_URL, headers: { [CLIENT_ADDRESS_HEADER]: ADDRESS } });
  return { database, limits, browser, warnings, platform };
};

const withHandlers = (probe: (handlers: Handlers) => Promise<void>) => async (): Promise<void> => {
  const handlers = await openHandlers();
  await probe(handlers).finally(handlers.database.close);
};

type Counted = "address" | "portal" | "invite";

const failThirtyTimes = async ({ limits }: Handlers, what: Counted) => {
  for (let failure = 1; failure <= 30; failure++) await limits.begin({ what, of: ADDRESS });
};

/** Expects a refusal over the size, and within the size after too many failures. */
const expectBounded = async (handlers: Handlers, what: Counted, paths: readonly string[]) => {
  const { browser } = handlers;
  for (const path of paths) expect((await browser.post(path, { token: JUST_OVER, code: "" })).status).toBe(413);
  await failThirtyTimes(handlers, what);
  for (const path of paths) {
    const answer = await browser.post(path, { token: JUST_OVER });
    expect([answer.status, Number(answer.headers.get("retry-after")) > 800]).toEqual([429, true]);
  }
};

export const handlersProbes: Probes = {
  "a body that signs in": withHandlers((handlers) =>
    expectBounded(handlers, "address", [
      "/api/auth/sign-in/email",
      "/api/auth/two-factor/verify-totp",
      "/api/auth/two-factor/verify-backup-code",
    ]),
  ),

  "a body with a hand-off": withHandlers((handlers) =>
    expectBounded(handlers, "portal", ["/portal/session", "/portal/end-sessions"]),
  ),

  "a body with an invitation": withHandlers((handlers) =>
    expectBounded(handlers, "invite", ["/invite/look", "/invite/session"]),
  ),

  "open invitations of a tenant": withHandlers(async ({ database }) => {
    const actor = await database.addTenant();
    const invite = (email: string) => inviteMember(database.deps, actor, { email, role: "viewer" });
    for (let count = 1; count <= 50; count++) await invite(`${count}@salon.example`);
    await invite("50@salon.example");
    await expect(invite("51@salon.example")).rejects.toMatchObject({ code: "conflict" });
    expect(inviteInput.safeParse({ email: `${"a".repeat(255)}@x.example`, role: "viewer" }).success).toBe(false);
  }),

  "name, colour and way back of a hand-off": withHandlers(async ({ browser, platform, database }) => {
    await database.addTenant("salon");
    const open = async (brand: object) => {
      const token = await platform.sign(BASE_URL, { claims: { brand } });
      return browser.post("/portal/session", { token });
    };
    expect((await open({ name: "x".repeat(60), color: "#aabbcc" })).status).toBe(200);
    const refused = [{ name: "x".repeat(61) }, { color: "#aabbccd" }, { logo: "" }];
    for (const brand of [...refused, { returnUrl: `https://app.example.com/${"x".repeat(2_048)}` }])
      expect((await open(brand)).status).toBe(401);
  }),

  "any other body about passwords": withHandlers(async ({ browser, database }) => {
    const paths = ["change-password", "two-factor/enable", "two-factor/disable", "two-factor/generate-backup-codes"];
    const statuses = async () => {
      const answers = await Promise.all(
        paths.map((path) => browser.post(`/api/auth/${path}`, { password: JUST_OVER })),
      );
      return answers.map(({ status }) => status);
    };
    expect(await statuses()).toEqual(Array(4).fill(401));
    await addTestUser(database.deps, await database.addTenant(), "owner@salon.example");
    await browser.post("/api/auth/sign-in/email", { email: "owner@salon.example", password: PASSWORD });
    expect(await statuses()).toEqual(Array(4).fill(413));
  }),

  "addresses that the log names after a refused sign-in": withHandlers(async ({ browser, warnings }) => {
    const refusedFrom = async (origin: string) =>
      expect((await browser.post("/api/auth/sign-in/email", {}, { origin })).status).toBe(403);
    await refusedFrom(`http://${"a".repeat(293)}`);
    expect(warnings.pop()).toMatchObject({ origin: `http://${"a".repeat(293)}` });
    await refusedFrom(`http://${"a".repeat(294)}`);
    for (let port = 1; port <= 30; port++) await refusedFrom(`http://other.example:${port}`);
    await refusedFrom("http://other.example:1");
    expect(warnings).toHaveLength(19);
    expect(warnings[0]).toMatchObject({ origin: "unreadable" });
    expect(warnings.at(-1)).toMatchObject({ origin: "http://other.example:18", further: "not logged" });
  }),

  "wrong codes of a second factor": withHandlers(async ({ browser, database }) => {
    await addTestUser(database.deps, await database.addTenant(), "owner@salon.example");
    await browser.post("/api/auth/sign-in/email", { email: "owner@salon.example", password: PASSWORD });
    await browser.post("/api/auth/two-factor/enable", { password: PASSWORD });
    const statuses = [];
    for (let guess = 1; guess <= 6; guess++)
      statuses.push((await browser.post("/api/auth/two-factor/verify-totp", { code: `x${guess}` })).status);
    expect(statuses).toEqual([...Array(5).fill(401), 429]);
  }),
};
