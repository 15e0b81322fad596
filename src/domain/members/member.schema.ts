import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { role } from "#domain/sessions/role.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { userEmail, userPassword } from "#domain/users/user.schema.ts";

/** Invitations of one tenant that wait at once. */
export const INVITES_MAX = 50;
export const INVITE_DAYS = 7;

export const inviteInput = z.strictObject({ email: userEmail, role });

export const setRoleInput = z.strictObject({ id: objectId, role });

/** 32 random bytes in base64url. */
export const inviteToken = z.string().regex(/^[\w-]{43}$/);

export const acceptInviteInput = z.strictObject({
  token: inviteToken,
  name: addTenantInput.shape.name.describe("Name that colleagues see"),
  password: userPassword,
});

export const memberView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  hasSecondFactor: z.boolean(),
  /** Exact to five minutes. Null = never signed in. */
  lastSeenAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});

/** Never holds the link, which only the answer to its creation has. */
export const inviteView = z.object({
  id: z.string(),
  email: z.string(),
  role,
  invitedByName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

/** `emailed`: null without a mail server, false if the mail server refused the message. */
export const createdInviteView = inviteView.extend({ link: z.string(), emailed: z.boolean().nullable() });

export type InviteInput = z.output<typeof inviteInput>;
export type AcceptInviteInput = z.output<typeof acceptInviteInput>;
export type MemberView = z.output<typeof memberView>;
export type InviteView = z.output<typeof inviteView>;
export type CreatedInviteView = z.output<typeof createdInviteView>;
