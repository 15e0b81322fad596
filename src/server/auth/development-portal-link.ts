import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import type { z } from "zod";
import type { role } from "#domain/sessions/role.schema.ts";
import type { Env } from "#env.ts";
import { DEVELOPMENT_KEY_FILE } from "#server/auth/portal-tokens.ts";

const KID = "development";
const LIFE_SECONDS = 60;

type Settings = Pick<Env, "DATA_DIR" | "BASE_URL" | "PORTAL_ISSUER" | "PORTAL_JWKS" | "acceptsOwnPortalLinks">;

type Visitor = { tenant: string; role: z.output<typeof role>; sub: string; name: string | undefined };

/** The link opens the dashboard once, within 60 seconds. Throws where such links are not accepted. */
export const developmentPortalLink = async (settings: Settings, visitor: Visitor): Promise<string> => {
  const { DATA_DIR, BASE_URL, PORTAL_ISSUER, PORTAL_JWKS, acceptsOwnPortalLinks } = settings;
  if (PORTAL_JWKS) throw new Error("PORTAL_JWKS is set: sign links with the private key that belongs to it.");
  if (!acceptsOwnPortalLinks)
    throw new Error(
      "Development links work on loopback only (HOST and BASE_URL). On other addresses set PORTAL_JWKS: docs/portal.md.",
    );
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: PORTAL_ISSUER,
    aud: BASE_URL,
    ...visitor,
    jti: randomUUID(),
    iat: now,
    exp: now + LIFE_SECONDS,
  };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "EdDSA", kid: KID, typ: "portal+jwt" })
    .sign(await developmentKey(DATA_DIR));
  return `${BASE_URL}/portal#token=${token}`;
};

/** The first call creates the file, readable by its owner only. */
const developmentKey = async (dataDir: string): Promise<JWK> => {
  const file = join(dataDir, DEVELOPMENT_KEY_FILE);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const { privateKey } = await generateKeyPair("Ed25519", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: KID };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  return key;
};
