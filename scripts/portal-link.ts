import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { role } from "#domain/sessions/role.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { DEVELOPMENT_KEY_FILE } from "#server/auth/portal-tokens.ts";
import { readSettings, runCommand } from "#supervisor/settings.ts";

// `npm run portal-link`: opens the dashboard as the booking platform would, without one.

const USAGE = `Usage:
  npm run portal-link -- --tenant ID [--role admin|viewer] [--sub ID] [--name NAME]
Prints a link that opens the dashboard once, within 60 seconds. For development: the key pair is made in DATA_DIR.`;

const KID = "development";
const LIFE_SECONDS = 60;

/** The key pair in DATA_DIR, made on first use and readable by nobody else. */
const developmentKey = async (dataDir: string): Promise<JWK> => {
  const file = join(dataDir, DEVELOPMENT_KEY_FILE);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const { privateKey } = await generateKeyPair("Ed25519", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: KID };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  return key;
};

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      tenant: { type: "string" },
      role: { type: "string", default: "admin" },
      sub: { type: "string", default: "developer" },
      name: { type: "string" },
    },
  });
  const tenant = addTenantInput.shape.id.safeParse(values.tenant);
  const chosenRole = role.safeParse(values.role);
  if (!tenant.success || !chosenRole.success) throw new Error(USAGE);
  const { DATA_DIR, BASE_URL, PORTAL_ISSUER, PORTAL_JWKS, acceptsOwnPortalLinks } = readSettings();
  if (PORTAL_JWKS)
    throw new Error("PORTAL_JWKS is set: only who holds the private key that belongs to it can make links.");
  if (!acceptsOwnPortalLinks)
    throw new Error(
      "Links for development work on loopback only (HOST and BASE_URL). Set PORTAL_JWKS elsewhere: docs/portal.md.",
    );
  const now = Math.floor(Date.now() / 1_000);
  const token = await new SignJWT({
    iss: PORTAL_ISSUER,
    aud: BASE_URL,
    sub: values.sub,
    name: values.name,
    tenant: tenant.data,
    role: chosenRole.data,
    jti: randomUUID(),
    iat: now,
    exp: now + LIFE_SECONDS,
  })
    .setProtectedHeader({ alg: "EdDSA", kid: KID, typ: "portal+jwt" })
    .sign(await developmentKey(DATA_DIR));
  console.log(`${BASE_URL}/portal#token=${token}`);
});
