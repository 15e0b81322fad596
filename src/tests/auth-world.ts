import { expect } from "vitest";
import { createAuth, passwordSession } from "#server/auth/auth.ts";
import { createAuthHandler } from "#server/auth/auth-handler.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { addTestUser, PASSWORD } from "#tests/add-user.ts";
import { createBrowser } from "#tests/browser.ts";
import { testDatabase } from "#tests/database.ts";
import { totpCode } from "#tests/totp.ts";

export const BASE_URL = "http://localhost:3000";
export const WRONG = "something else entirely";

export type AuthWorld = Awaited<ReturnType<typeof createAuthWorld>>;
type Browser = ReturnType<typeof createBrowser>;

/** Creates a database with one tenant, and browsers that sign in to it by password. */
export const createAuthWorld = async () => {
  const database = await testDatabase();
  const actor = await database.addTenant();
  const auth = createAuth({ db: database.deps.db, log: database.deps.log, secret: "s".repeat(32), baseUrl: BASE_URL });
  let owners = 0;
  const email = () => `owner${owners}@salon.example`;

  /** Adds a fresh owner, clears the sign-in limits and returns the owner's email. */
  const addOwner = async () => {
    owners++;
    await addTestUser(database.deps, actor, email());
    await database.deps.db.signInLimit.deleteMany();
    return email();
  };

  /** Creates the handler of a separate process: it shares only the database. */
  const newHandler = () =>
    createAuthHandler({
      auth,
      limits: createSignInLimits(database.deps.sql),
      deps: database.deps,
      settings: { BASE_URL, PORTAL_ORIGINS: [] },
    });
  const newBrowser = (address = "192.0.2.1") =>
    createBrowser(newHandler(), { origin: BASE_URL, headers: { [CLIENT_ADDRESS_HEADER]: address } });

  /** Signs in as the newest owner by default. */
  const signIn = (browser: Browser, password = PASSWORD, name = email()) =>
    browser.post("/api/auth/sign-in/email", { email: name, password });
  const who = (browser: Browser) => passwordSession(auth, browser.headers());

  /** Sets up a second factor in the newest owner's signed-in browser; returns its codes. */
  const addSecondFactor = async (browser: Browser) => {
    const answer = await browser.post("/api/auth/two-factor/enable", { password: PASSWORD });
    const { totpURI, backupCodes } = await answer.json();
    const secret = new URL(totpURI).searchParams.get("secret") ?? "";
    const row = await database.deps.db.twoFactor.findFirst({ where: { user: { email: email() } } });
    expect(row?.secret).not.toContain(secret);
    return { totpURI, backupCodes, code: (step = 0) => totpCode(secret, step) };
  };

  return {
    database,
    actor,
    auth,
    addOwner,
    newHandler,
    newBrowser,
    signIn,
    who,
    addSecondFactor,
    close: database.close,
  };
};
