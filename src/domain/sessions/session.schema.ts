import { z } from "zod";
import { role } from "#domain/sessions/role.schema.ts";

/** One device on which a person is signed in; never the token that opens it. */
export const sessionView = z.object({
  id: z.string(),
  kind: z.enum(["password", "portal"]),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  signedInAt: z.iso.datetime(),
  /** A session that the platform opened ends also after an hour without use. */
  expiresAt: z.iso.datetime(),
  isCurrent: z.boolean(),
});

export const sessionsView = z.object({ data: z.array(sessionView) });

export const accountView = z.object({
  kind: z.enum(["password", "portal"]),
  name: z.string(),
  email: z.string().nullable(),
  role,
  hasSecondFactor: z.boolean(),
});

export type SessionView = z.output<typeof sessionView>;
export type AccountView = z.output<typeof accountView>;
