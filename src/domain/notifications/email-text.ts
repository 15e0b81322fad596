import type { z } from "zod";
import { lastError, lastEventType, operationalData } from "#domain/event-types/operational-data.ts";
import { type EmailText, oneLine, writeParts } from "#domain/notifications/email-parts.ts";
import { shownUrl } from "#domain/shown-url.ts";

export const emailedData = operationalData.extend({
  lastError: lastError.optional(),
  eventType: lastEventType.optional(),
});

const SUBJECT_LENGTH_MAX = 60;

/** Writes a warning about a webhook. The URL is shortened as in logs. */
export const writeEmail = ({
  event,
  data,
  tenantName,
  brandName,
}: {
  event: string;
  data: z.output<typeof emailedData>;
  tenantName: string;
  brandName: string;
}): EmailText => {
  const url = oneLine(shownUrl(data.url));
  const description = oneLine(data.description);
  const name = shorten(description || url.replace(/^https?:\/\//, ""));
  return writeParts({
    subject: `Webhook “${name}” ${event === "webhook.disabled" ? "was turned off" : "keeps failing"}`,
    message: data.message,
    facts: [
      ["Webhook", description ? `${description}, ${url}` : url],
      ["Event type", data.eventType ?? ""],
      ["Last error", data.lastError?.message ?? ""],
    ],
    advice: ADVICE[event] ?? "",
    link: { url: data.link, label: "Open it in the dashboard" },
    footer: footerOf({ tenantName, brandName }),
  });
};

/** Says why a member gets an email, and where to turn it off. */
export const footerOf = ({ tenantName, brandName }: { tenantName: string; brandName: string }): string =>
  `You get this email because you can sign in for ${tenantName} on ${brandName}. Turn it off in the dashboard under Settings, Notifications.`;

const ADVICE: Record<string, string> = {
  "webhook.failing":
    "If the endpoint is about to be repaired, you need to do nothing. Otherwise correct the address, or tell the person who runs the endpoint. Each attempt and its response is here:",
  "webhook.disabled":
    "When the endpoint works again, turn the webhook on. You can resend the missed events with one click. The last attempts are here:",
};

const shorten = (text: string) =>
  text.length > SUBJECT_LENGTH_MAX ? `${text.slice(0, SUBJECT_LENGTH_MAX - 1).toWellFormed()}…` : text;
