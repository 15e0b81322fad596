import { z } from "zod";

/** Emails that a member may turn off. Names of operational events, so that the sender compares them as they are. */
export const emailKind = z.enum(["webhook.failing", "webhook.disabled", "storage.low"]);

export type EmailKind = z.output<typeof emailKind>;

export const emailSettingsView = z.object({
  /** Null for people of the booking platform, who have no email here. */
  email: z.string().nullable(),
  /** False if the operator has set no mail server. */
  isSent: z.boolean(),
  wanted: z.array(emailKind),
});

export const setEmailInput = z.strictObject({ kind: emailKind, wanted: z.boolean() });

export type EmailSettingsView = z.output<typeof emailSettingsView>;
