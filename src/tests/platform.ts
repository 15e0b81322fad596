import { exportJWK, generateKeyPair, SignJWT } from "jose";

type Changes = { claims?: Record<string, unknown>; header?: Record<string, unknown> };

/** Booking platform with its own signing key. */
export const createPlatform = async ({ issuer = "mais", kid = "p1" }: { issuer?: string; kid?: string } = {}) => {
  const { privateKey, publicKey } = await generateKeyPair("Ed25519", { extractable: true });
  const { kty, crv, x = "" } = await exportJWK(publicKey);
  const jwks = JSON.stringify({ keys: [{ kty, crv, x, kid }] });
  /** Signs a token for the dashboard at `audience`; a claim set to undefined is left out. */
  const sign = (audience: string, { claims = {}, header = {} }: Changes = {}): Promise<string> => {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      iss: issuer,
      aud: audience,
      sub: "person_1",
      tenant: "salon",
      role: "admin",
      jti: crypto.randomUUID(),
      iat: now,
      exp: now + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: "EdDSA", kid, ...header })
      .sign(privateKey);
  };
  return { jwks, sign };
};

export type Platform = Awaited<ReturnType<typeof createPlatform>>;
