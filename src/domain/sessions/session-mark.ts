import { createHash } from "node:crypto";
import type { SignedIn } from "#domain/sessions/signed-in.ts";

/** Tells sessions apart in the browser. Ids are not secret. */
export const sessionMark = ({ sessionId, tenantId }: Pick<SignedIn, "sessionId" | "tenantId">): string =>
  createHash("sha256").update(`${sessionId}\n${tenantId}`).digest("base64url").slice(0, 22);
