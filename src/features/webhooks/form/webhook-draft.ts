import type { CreateWebhookInput, UpdateWebhookInput, WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import type { WebhookField, WebhookFieldValues } from "#domain/subscriptions/webhook-fields.schema.ts";
import { type FormTexts, formFields, webhookFieldForms } from "#features/webhooks/form/webhook-field-forms.tsx";

/** `key` identifies a row while it is edited. */
export type HeaderRow = { key: string; name: string; value: string };

type FieldTexts = Record<WebhookField, string>;

/** State of the form. */
export type WebhookDraft = FieldTexts & { url: string; events: string[]; headers: HeaderRow[] };

export type DraftProblem = { field: keyof WebhookDraft; message: string };

/** Maps the fields without their schemas, which would weigh more than the form. */
const mapFields = <Entries extends Record<WebhookField, unknown>>(
  entryOf: <Field extends WebhookField>(field: Field) => Entries[Field],
): Entries => Object.fromEntries(formFields.map((field) => [field, entryOf(field)])) as Entries;

const textsOf = (values: WebhookFieldValues): FieldTexts =>
  mapFields((field) => webhookFieldForms[field].textOf(values[field]));

/**
 * @param fallbacks values of a webhook for which none are given
 * @param events types that the link to the form names
 */
export const emptyDraft = (
  url: string,
  fallbacks: WebhookFieldValues,
  events: readonly string[] = [],
): WebhookDraft => ({
  ...textsOf(fallbacks),
  url,
  events: [...events],
  headers: [],
});

/** Header values arrive masked; sending the mask back keeps the stored value. */
export const draftOf = (webhook: WebhookView): WebhookDraft => ({
  ...textsOf(webhook),
  url: webhook.url,
  events: webhook.events,
  headers: Object.entries(webhook.headers).map(([name, value]) => ({ key: name, name, value })),
});

export const hasAdvancedSettings = (draft: WebhookDraft, fallbacks: WebhookFieldValues): boolean => {
  const texts = textsOf(fallbacks);
  return (
    draft.headers.length > 0 ||
    formFields.some((field) => webhookFieldForms[field].isAdvanced && draft[field] !== texts[field])
  );
};

/** Finds the first field that cannot be sent; undefined if there is none. */
export const firstProblem = (draft: WebhookDraft, t: FormTexts): DraftProblem | undefined => {
  if (draft.url.trim() === "") return { field: "url", message: t("url.missing") };
  if (draft.events.length === 0) return { field: "events", message: t("events.missing") };
  for (const field of formFields) {
    const message = webhookFieldForms[field].problemOf?.(draft[field], t);
    if (message) return { field, message };
  }
  return undefined;
};

const headersOf = (rows: readonly HeaderRow[]): Record<string, string> =>
  Object.fromEntries(rows.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value]));

export const toCreateInput = (draft: WebhookDraft) =>
  ({
    ...mapFields<WebhookFieldValues>((field) => webhookFieldForms[field].valueOf(draft[field])),
    url: draft.url.trim(),
    events: draft.events,
    headers: headersOf(draft.headers),
  }) satisfies CreateWebhookInput;

/** Updates keep headers that they do not name, so null removes deleted rows. */
export const toChanges = (draft: WebhookDraft, before: WebhookView): UpdateWebhookInput => {
  const { headers, ...rest } = toCreateInput(draft);
  const removed = Object.keys(before.headers).filter((name) => !(name in headers));
  return { ...rest, headers: { ...headers, ...Object.fromEntries(removed.map((name) => [name, null])) } };
};

/** Tells whether two drafts hold the same, in whatever order their events were ticked. */
export const isSameDraft = (one: WebhookDraft, other: WebhookDraft): boolean => keyOf(one) === keyOf(other);

const keyOf = ({ events, headers, ...texts }: WebhookDraft): string =>
  JSON.stringify([
    Object.entries(texts).toSorted(),
    events.toSorted(),
    headers.filter(({ name, value }) => name !== "" || value !== "").map(({ name, value }) => [name, value]),
  ]);
