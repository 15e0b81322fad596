import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseEnv } from "#env.ts";
import { createAuth, passwordSession } from "#server/auth/auth.ts";
import { createAuthHandler } from "#server/auth/auth-handler.ts";
import { createPortalHandler } from "#server/auth/portal-handler.ts";
import { DEVELOPMENT_KEY_FILE } from "#server/auth/portal-tokens.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { createBrowser } from "#tests/browser.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { runScript } from "#tests/run-script.ts";

const BASE_URL = "http://localhost:3000";
/** Time limit; each command runs in its own process. */
const MANY_COMMANDS_MS = 240_000;
const email = "ada@salon.example";

let database: TestDatabase;
let settings: Record<string, string>;
let dataDir: string;
beforeAll(async () => {
  database = await testDatabase();
  await database.addTenant("salon");
  dataDir = mkdtempSync(join(tmpdir(), "bellhop-"));
  settings = {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    EVENT_KEY: "e",
    AUTH_SECRET: "a".repeat(32),
  };
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true });
  await database.close();
});

const parts = () => {
  const parsed = parseEnv(settings);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const { deps } = database;
  return {
    auth: createAuth({ db: deps.db, log: deps.log, secret: "a".repeat(32), baseUrl: BASE_URL }),
    deps,
    settings: parsed.env,
  };
};

const signIn = async (password: string) => {
  const { auth, deps, settings: env } = parts();
  const handler = createAuthHandler({ auth, limits: createSignInLimits(deps.sql), deps, settings: env });
  const browser = createBrowser(handler, { origin: BASE_URL });
  const { status } = await browser.post("/api/auth/sign-in/email", { email, password });
  return { status, who: () => passwordSession(auth, browser.headers()) };
};

describe("npm run user", () => {
  const user = (args: string[], input?: string) => runScript("user", args, { settings, input });
  const passwordIn = ({ stdout }: { stdout: string }) => /shown this once: (\S+)/.exec(stdout)?.[1] ?? "";

  it(
    "adds a user with a password printed once, lists the user, and removes the user with all sessions",
    async () => {
      const added = await user([
        "add",
        "--tenant",
        "salon",
        "--email",
        "Ada@Salon.example",
        "--name",
        "Ada",
        "--role",
        "viewer",
      ]);
      const password = passwordIn(added);
      expect(password.length).toBeGreaterThanOrEqual(20);
      const session = await signIn(password);
      expect(await session.who()).toMatchObject({ tenantId: "salon", role: "viewer", email });

      const listed = await user(["list", "--tenant", "salon"]);
      expect(listed.stdout).toMatch(/^salon\tada@salon\.example\tAda\tviewer\tpassword only\t\d{4}-/);
      expect(listed.stdout).not.toContain(password);

      expect((await user(["sign-out", "--email", email])).stdout).toBe("1 session has ended.\n");
      expect(await session.who()).toBeNull();

      for (let failure = 1; failure <= 6; failure++) await signIn("a wrong guess of it");
      const chosen = await user(["reset-password", "--email", email, "--password-stdin"], "chosen by the operator\n");
      expect(chosen).toMatchObject({ ok: true, stdout: expect.not.stringContaining("chosen by") });
      const again = await signIn("chosen by the operator");
      expect(again.status).toBe(200);

      expect((await user(["reset-second-factor", "--email", email])).ok).toBe(true);
      expect(await again.who()).toBeNull();
      expect((await user(["remove", "--email", email])).ok).toBe(true);
      expect((await signIn("chosen by the operator")).status).toBe(401);
    },
    MANY_COMMANDS_MS,
  );

  it(
    "refuses with a line that gives the reason, and changes nothing",
    async () => {
      const refusals = [
        [["add", "--tenant", "nowhere", "--email", "x@salon.example", "--name", "X"], "No such tenant"],
        [["add", "--tenant", "salon", "--email", "no email", "--name", "X"], "--email: use an email address"],
        [["add", "--tenant", "salon", "--email", "x@salon.example", "--name", "X", "--role", "owner"], "--role"],
        [["remove", "--email", "nobody@salon.example"], "There is no user"],
        [["sign-out"], "Usage"],
        [["nonsense"], "Usage"],
        [[], "Usage"],
      ] as const;
      const answers = await Promise.all(refusals.map(([args]) => user([...args])));
      for (const [index, [, reason]] of refusals.entries())
        expect(answers[index]).toMatchObject({ ok: false, stderr: expect.stringContaining(reason) });
      const short = ["add", "--tenant", "salon", "--email", "x@salon.example", "--name", "X", "--password-stdin"];
      expect((await user(short, "short")).stderr).toContain("at least 12 characters");
      expect(await database.deps.db.user.count()).toBe(0);
    },
    MANY_COMMANDS_MS,
  );
});

describe("npm run portal-link", () => {
  const link = (args: string[], more: Record<string, string> = {}) =>
    runScript("portal-link", args, { settings: { ...settings, ...more } });

  it("prints a link whose token is behind the # and opens the dashboard once", async () => {
    const { stdout } = await link(["--tenant", "salon", "--role", "viewer"]);
    const { pathname, search, hash } = new URL(stdout.trim());
    expect([pathname, search]).toEqual(["/portal", ""]);
    const token = new URLSearchParams(hash.slice(1)).get("token");
    const { openSession } = createPortalHandler({ ...parts(), limits: createSignInLimits(database.deps.sql) });
    const browser = createBrowser(openSession, { origin: BASE_URL });
    expect((await browser.post("/portal/session", { token })).status).toBe(200);
    expect((await browser.post("/portal/session", { token })).status).toBe(401);
    expect(statSync(join(dataDir, DEVELOPMENT_KEY_FILE)).mode & 0o777).toBe(0o600);
  });

  it("prints no link on a host that others can reach, or when the platform has its own key", async () => {
    const tenant = ["--tenant", "salon"];
    const jwk = { kty: "OKP", crv: "Ed25519", kid: "p1", x: "A".repeat(43) };
    const elsewhere: Record<string, string>[] = [
      { BASE_URL: "https://hooks.example.com" },
      { HOST: "0.0.0.0" },
      { PORTAL_JWKS: JSON.stringify({ keys: [jwk] }) },
    ];
    for (const more of elsewhere) expect(await link(tenant, more)).toMatchObject({ ok: false, stdout: "" });
    expect((await link([])).stderr).toContain("Usage");
  });
});
