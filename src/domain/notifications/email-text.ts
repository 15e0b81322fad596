import type { z } from "zod";
import { lastError, lastEventType, operationalData } from "#domain/event-types/operational-data.ts";
import { shownUrl } from "#domain/shown-url.ts";

export type EmailText = { subject: string; text: string; html: string };

export const emailedData = operationalData.extend({
  lastError: lastError.optional(),
  eventType: lastEventType.optional(),
});

const SUBJECT_LENGTH_MAX = 60;

/**
 * Writes an email. Tenants choose description and URL, so both become one line without invisible characters,
 * escaped in HTML, with the URL shortened as in logs.
 */
export const writeEmail = ({
  event,
  data,
  tenantName,
}: {
  event: string;
  data: z.output<typeof emailedData>;
  tenantName: string;
}): EmailText => {
  const url = oneLine(shownUrl(data.url));
  const description = oneLine(data.description);
  const name = shorten(description || url.replace(/^https?:\/\//, ""));
  const facts = [
    ["Webhook", description ? `${description}, ${url}` : url],
    ["Event type", oneLine(data.eventType ?? "")],
    ["Last error", oneLine(data.lastError?.message ?? "")],
  ].filter(([, value]) => value !== "");
  const message = oneLine(data.message);
  const advice = ADVICE[event] ?? "";
  const footer = oneLine(`You get this email because you can sign in for ${tenantName} on Bellhop.`);
  return {
    subject: oneLine(`Webhook “${name}” ${event === "webhook.disabled" ? "was turned off" : "keeps failing"}`),
    text: [
      message,
      facts.map(([label, value]) => `${label}: ${value}`).join("\n"),
      advice,
      data.link,
      `-- \n${footer}`,
    ].join("\n\n"),
    html: [
      `<p>${escapeHtml(message)}</p>`,
      `<p>${facts.map(([label = "", value = ""]) => `<b>${label}:</b> ${escapeHtml(value)}`).join("<br>\n")}</p>`,
      `<p>${escapeHtml(advice)}</p>`,
      `<p><a href="${escapeHtml(data.link)}">Open it in the dashboard</a></p>`,
      `<p><small>${escapeHtml(footer)}</small></p>`,
    ].join("\n"),
  };
};

const ADVICE: Record<string, string> = {
  "webhook.failing":
    "If the receiver is about to be repaired, you need to do nothing. Otherwise correct the address, or tell the operator of the receiver. Each attempt and its answer is here:",
  "webhook.disabled":
    "When the receiver works again, turn the webhook on. You can recover the missed events with one click. The last attempts are here:",
};

/** Removes line breaks, which start new headers, and invisible characters, which imitate other text. */
const oneLine = (text: string) => text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, " ").trim();

const shorten = (text: string) =>
  text.length > SUBJECT_LENGTH_MAX ? `${text.slice(0, SUBJECT_LENGTH_MAX - 1).toWellFormed()}…` : text;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
