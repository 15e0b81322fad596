/** Emails that a member may turn off. The sender compares names of operational events with them. */
export const EMAIL_KINDS = ["webhook.failing", "webhook.disabled", "storage.low"] as const;

export type EmailKind = (typeof EMAIL_KINDS)[number];
