import type { CreateWebhookInput, UpdateWebhookInput, WebhookView } from "#domain/subscriptions/webhook.schema.ts";

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
};

export const emptyDraft = (url: string): WebhookDraft => ({
  url,
  events: [],
  description: "",
  headers: [],
  rateLimitPerSecond: "",
});

/** Header values come masked; sent back like that they stay what they are. */
export const draftOf = (webhook: WebhookView): WebhookDraft => ({
  url: webhook.url,
  events: webhook.events,
  description: webhook.description,
  headers: Object.entries(webhook.headers).map(([name, value]) => ({ key: name, name, value })),
  rateLimitPerSecond: webhook.rateLimitPerSecond?.toString() ?? "",
});

const headersOf = (rows: readonly HeaderRow[]): Record<string, string> =>
  Object.fromEntries(rows.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value]));

const numberOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));

export const toCreateInput = (
  draft: WebhookDraft,
): Pick<CreateWebhookInput, "url" | "events" | "description" | "headers" | "rateLimitPerSecond"> => ({
  url: draft.url.trim(),
  events: draft.events,
  description: draft.description.trim(),
  headers: headersOf(draft.headers),
  rateLimitPerSecond: numberOf(draft.rateLimitPerSecond),
});

/** A header that is no longer among the rows is removed by null: those that are not named would stay. */
export const toChanges = (draft: WebhookDraft, before: WebhookView): UpdateWebhookInput => {
  const { headers, ...rest } = toCreateInput(draft);
  const removed = Object.keys(before.headers).filter((name) => !(name in headers));
  return { ...rest, headers: { ...headers, ...Object.fromEntries(removed.map((name) => [name, null])) } };
};
