import type { CreateWebhookInput, UpdateWebhookInput, WebhookView } from "#domain/subscriptions/webhook.schema.ts";

const RATE_LIMIT_MAX = 1_000;

/** `key` only tells rows apart while they are typed. */
export type HeaderRow = { key: string; name: string; value: string };

/** What the form holds, as it is typed. */
export type WebhookDraft = {
  url: string;
  events: string[];
  description: string;
  headers: HeaderRow[];
  /** Empty = no limit. */
  rateLimitPerSecond: string;
  /** One path in each line. */
  redact: string;
};

export const emptyDraft = (url: string): WebhookDraft => ({
  url,
  events: [],
  description: "",
  headers: [],
  rateLimitPerSecond: "",
  redact: "",
});

/** Header values come masked; sent back like that they stay what they are. */
export const draftOf = (webhook: WebhookView): WebhookDraft => ({
  url: webhook.url,
  events: webhook.events,
  description: webhook.description,
  headers: Object.entries(webhook.headers).map(([name, value]) => ({ key: name, name, value })),
  rateLimitPerSecond: webhook.rateLimitPerSecond?.toString() ?? "",
  redact: webhook.redact.join("\n"),
});

const headersOf = (rows: readonly HeaderRow[]): Record<string, string> =>
  Object.fromEntries(rows.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value]));

/** Commas and blanks between paths mean what a new line does. */
const pathsOf = (text: string): string[] => text.split(/[\s,;]+/).filter((path) => path !== "");

const numberOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));

/** Why a limit cannot be used; undefined when it can. Not a number would otherwise be sent as "no limit". */
export const rateLimitProblem = (text: string): string | undefined => {
  const limit = numberOf(text);
  const isFine = limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= RATE_LIMIT_MAX);
  return isFine ? undefined : "Enter a whole number from 1 to 1,000, or leave it empty.";
};

/** The first field that cannot be sent as it is; undefined when all can. */
export const firstProblem = (draft: WebhookDraft): "url" | "events" | "limit" | undefined => {
  if (draft.url.trim() === "") return "url";
  if (draft.events.length === 0) return "events";
  return rateLimitProblem(draft.rateLimitPerSecond) ? "limit" : undefined;
};

export const toCreateInput = (
  draft: WebhookDraft,
): Pick<CreateWebhookInput, "url" | "events" | "description" | "headers" | "rateLimitPerSecond" | "redact"> => ({
  url: draft.url.trim(),
  events: draft.events,
  description: draft.description.trim(),
  headers: headersOf(draft.headers),
  rateLimitPerSecond: numberOf(draft.rateLimitPerSecond),
  redact: pathsOf(draft.redact),
});

/** A header that is no longer among the rows is removed by null: those that are not named would stay. */
export const toChanges = (draft: WebhookDraft, before: WebhookView): UpdateWebhookInput => {
  const { headers, ...rest } = toCreateInput(draft);
  const removed = Object.keys(before.headers).filter((name) => !(name in headers));
  return { ...rest, headers: { ...headers, ...Object.fromEntries(removed.map((name) => [name, null])) } };
};
