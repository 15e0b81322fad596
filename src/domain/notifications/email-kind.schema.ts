import { z } from "zod";
import { EMAIL_KINDS } from "#domain/notifications/email-kind.values.ts";

export const emailKind = z.enum(EMAIL_KINDS);

export const emailSettingsView = z.object({
  /** Null for people of the booking platform, who have no email here. */
  email: z.string().nullable(),
  /** False if the operator has set no mail server. */
  isSent: z.boolean(),
  wanted: z.array(emailKind),
});

export const setEmailInput = z.strictObject({ kind: emailKind, wanted: z.boolean() });

export type EmailSettingsView = z.output<typeof emailSettingsView>;
