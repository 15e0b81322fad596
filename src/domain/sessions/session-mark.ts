import { createHash } from "node:crypto";
import type { SignedIn } from "#domain/sessions/signed-in.ts";

/** Tells one session from another in the browser. Opens nothing: a hash of ids, which are no secrets either. */
export const sessionMark = ({ sessionId, tenantId }: Pick<SignedIn, "sessionId" | "tenantId">): string =>
  createHash("sha256").update(`${sessionId}\n${tenantId}`).digest("base64url").slice(0, 22);
