import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Deps, SealContext } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { type HandOffClaims, handOffClaims } from "#domain/portal/portal-token.schema.ts";

const PREFIX = "plk_";
const LIFE_SECONDS = 60;

/** Binds a sealed token to its purpose: no other sealed text opens here. */
const CONTEXT: SealContext = { tenantId: "", table: "portal_link", column: "claims", rowId: "" };

type LinkDeps = Pick<Deps, "secrets" | "clock">;

/**
 * Makes the token of a link that opens the dashboard once, within 60 seconds. The token holds its claims, sealed with the
 * master key, so nothing is stored; `consumePortalToken` makes it work once.
 */
export const sealPortalLink = (
  { secrets, clock }: LinkDeps,
  claims: Omit<HandOffClaims, "jti" | "exp" | "action">,
): { token: string; expiresAt: Date } => {
  const exp = Math.floor(clock().getTime() / 1_000) + LIFE_SECONDS;
  const sealed = secrets.seal(JSON.stringify({ ...claims, jti: randomUUID(), exp }), CONTEXT);
  return { token: PREFIX + Buffer.from(sealed).toString("base64url"), expiresAt: new Date(exp * 1_000) };
};

/** Tells a link of the operator's API from a token that the platform signed. */
export const isPortalLink = (token: string): boolean => token.startsWith(PREFIX);

/** Throws `unauthorized` for a token that was changed or is too old. Does not check whether it was used. */
export const openPortalLink = ({ secrets, clock }: LinkDeps, token: string): HandOffClaims => {
  const claims = readClaims({ secrets }, token);
  if (!claims) throw new DomainError("unauthorized", "This link does not open the dashboard: it is not one of ours.");
  if (claims.exp * 1_000 <= clock().getTime())
    throw new DomainError("unauthorized", "This link does not open the dashboard: it is too old.");
  return claims;
};

const readClaims = ({ secrets }: Pick<Deps, "secrets">, token: string): HandOffClaims | null => {
  try {
    const sealed = Buffer.from(token.slice(PREFIX.length), "base64url").toString();
    return handOffClaims.parse(JSON.parse(secrets.open(sealed, CONTEXT, { isKept: false })));
  } catch {
    return null;
  }
};

/** Person and role of a link that the operator asks for. */
export const portalLinkInput = z.strictObject({
  role: handOffClaims.shape.role,
  user: z.strictObject({ id: handOffClaims.shape.sub, name: handOffClaims.shape.name }),
  returnUrl: z.string().max(2_048).nullish(),
});

export const portalLinkView = z.object({ url: z.string(), expiresAt: z.iso.datetime() });

export type PortalLinkInput = z.output<typeof portalLinkInput>;
