import { type EmailText, writeParts } from "#domain/notifications/email-parts.ts";

type Invite = { tenantName: string; invitedByName: string | null; link: string; brandName: string; days: number };

/** Writes the email with the link of an invitation. */
export const writeInviteEmail = ({ tenantName, invitedByName, link, brandName, days }: Invite): EmailText =>
  writeParts({
    subject: `Join ${tenantName} on ${brandName}`,
    message: `${invitedByName ?? "An admin"} invites you to the webhooks of ${tenantName} on ${brandName}.`,
    advice: `Open the link and choose a password. It works once, within ${days} days.`,
    link: { url: link, label: "Accept the invitation" },
    footer: "If you do not know this business, ignore this email: nothing happens then.",
  });
