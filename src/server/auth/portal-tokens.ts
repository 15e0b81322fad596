import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";
import type { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { Env } from "#env.ts";

/** Holds the key pair that `npm run portal-link` creates. */
export const DEVELOPMENT_KEY_FILE = "portal-development-key.json";

const AGE_SECONDS_MAX = 60;
const CLOCK_TOLERANCE_SECONDS = 5;
const TOKEN_CHARS_MAX = 8_192;

type Settings = Pick<Env, "PORTAL_JWKS" | "PORTAL_ISSUER" | "BASE_URL" | "DATA_DIR" | "acceptsOwnPortalLinks">;

/**
 * Verifies signature (EdDSA, by the `PORTAL_JWKS` key that `kid` names), issuer, audience and age, not replay. Throws `unauthorized`
 * with a reason for the platform's developer.
 */
export const verifyPortalToken = async <Claims extends z.ZodType>(
  settings: Settings,
  token: string,
  claims: Claims,
  now: Date = new Date(),
): Promise<z.output<Claims>> => {
  const keys = await platformKeys(settings);
  if (!keys) throw refused("hand-off is not set up here (PORTAL_JWKS)");
  if (token.length > TOKEN_CHARS_MAX) throw refused("the token is too long");
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), {
    algorithms: ["EdDSA"],
    issuer: settings.PORTAL_ISSUER,
    audience: settings.BASE_URL,
    maxTokenAge: AGE_SECONDS_MAX,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ["exp", "iat", "jti"],
    currentDate: now,
  }).catch((error: unknown) => {
    throw error instanceof errors.JOSEError ? refused(reasonOf(error)) : error;
  });
  if (!isHandOff(protectedHeader.typ)) throw refused("its typ is another one than portal+jwt");
  // jose accepts a token without `kid` when the set has one key.
  if (!protectedHeader.kid) throw refused("kid is missing");
  if ((payload.exp ?? 0) - (payload.iat ?? 0) > AGE_SECONDS_MAX) throw refused("exp is more than 60 seconds after iat");
  const parsed = claims.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw refused(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
};

/** RFC 7515, 4.1.9. The platform may sign other tokens with the same key. */
const isHandOff = (typ: unknown): boolean =>
  typ === undefined || (typeof typ === "string" && /^(application\/)?portal\+jwt$/i.test(typ));

const refused = (reason: string) =>
  new DomainError("unauthorized", `This link does not open the dashboard: ${reason}.`);

/** Key and signature problems share one text. */
const reasonOf = (error: errors.JOSEError): string => {
  if (error instanceof errors.JWTExpired) return "it is too old";
  if (error instanceof errors.JWTClaimValidationFailed) return `its ${error.claim} is not right`;
  return "it is not signed by a key that is known here";
};

const platformKeys = async ({
  PORTAL_JWKS,
  DATA_DIR,
  acceptsOwnPortalLinks,
}: Settings): Promise<JSONWebKeySet | null> => {
  if (PORTAL_JWKS) return PORTAL_JWKS;
  if (!acceptsOwnPortalLinks) return null;
  const file = await readFile(join(DATA_DIR, DEVELOPMENT_KEY_FILE), "utf8").catch(() => null);
  if (!file) return null;
  const { kty, crv, x, kid } = JSON.parse(file);
  return { keys: [{ kty, crv, x, kid }] };
};
