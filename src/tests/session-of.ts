import type { Actor } from "#domain/context.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";

/** Adds a user of the tenant who has just signed in by password; an admin by default. */
export const sessionOf = ({ tenantId }: Pick<Actor, "tenantId">, changes: Partial<SignedIn> = {}): SignedIn => ({
  sessionId: "ses_1",
  kind: "password",
  userId: "usr_1",
  tenantId,
  role: "admin",
  email: "owner@salon.example",
  name: "Owner",
  signedInAt: new Date(),
  ...changes,
});
