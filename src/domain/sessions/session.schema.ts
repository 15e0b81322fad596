import { z } from "zod";
import { role } from "#domain/sessions/role.schema.ts";

/** Device with a session. Never holds the session token. */
export const sessionView = z.object({
  id: z.string(),
  kind: z.enum(["password", "portal"]),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  signedInAt: z.iso.datetime(),
  /** Latest end. Portal sessions also end after 1 h without use. */
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
