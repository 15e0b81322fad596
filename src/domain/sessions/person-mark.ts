import { createHash } from "node:crypto";
import type { SignedIn } from "#domain/sessions/signed-in.ts";

/** Tells people apart in the browser, whichever session they have. A platform's ids of people may be email addresses, so the mark hides them. */
export const personMark = ({ tenantId, userId }: Pick<SignedIn, "tenantId" | "userId">): string =>
  createHash("sha256").update(`${tenantId}\n${userId}`).digest("base64url").slice(0, 22);

/** Tells a call of another person's page. A caller without a mark is no page of ours. */
export const isOthersPage = (session: Pick<SignedIn, "tenantId" | "userId"> | null, mark: string | null): boolean =>
  session !== null && mark !== null && mark !== personMark(session);
