import type { ReactNode } from "react";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import type { WebhookField, WebhookFieldValues } from "#domain/subscriptions/webhook-fields.schema.ts";
import { draftOf, type WebhookDraft } from "#features/webhooks/form/webhook-draft.ts";
import { type FormTexts, formFields, webhookFieldForms } from "#features/webhooks/form/webhook-field-forms.tsx";

/** Change of one setting, before it is saved. `before` null: something is added; `after` null: something is removed. */
export type DraftChange = { key: string; label: string; before: ReactNode; after: ReactNode; meaning: string };

type Context = { t: FormTexts; waiting: number; eventLabel: (name: string) => string };

/** Lists what saving a draft changes, and what each change means. */
export const draftChanges = (draft: WebhookDraft, webhook: WebhookView, context: Context): DraftChange[] => {
  const before = draftOf(webhook);
  return [
    ...urlChange(draft, webhook, context),
    ...eventChanges(draft, webhook, context),
    ...headerChanges(draft, before, context),
    ...plainChanges(draft, before, context),
  ];
};

const urlChange = ({ url }: WebhookDraft, webhook: WebhookView, { t, waiting }: Context): DraftChange[] =>
  url.trim() === webhook.url
    ? []
    : [
        {
          key: "url",
          label: t("url.label"),
          before: webhook.url,
          after: url.trim(),
          meaning: t("changes.meaning.url", { count: waiting }),
        },
      ];

const eventChanges = ({ events }: WebhookDraft, webhook: WebhookView, { t, eventLabel }: Context): DraftChange[] => {
  const removed = webhook.events.filter((name) => !events.includes(name)).map(eventLabel);
  const added = events.filter((name) => !webhook.events.includes(name)).map(eventLabel);
  const label = t("events.title");
  return [
    ...(removed.length > 0
      ? [
          {
            key: "events-removed",
            label,
            before: removed.join(", "),
            after: null,
            meaning: t("changes.meaning.eventsRemoved"),
          },
        ]
      : []),
    ...(added.length > 0
      ? [
          {
            key: "events-added",
            label,
            before: null,
            after: added.join(", "),
            meaning: t("changes.meaning.eventsAdded"),
          },
        ]
      : []),
  ];
};

const headersOf = ({ headers }: WebhookDraft) =>
  new Map(headers.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value]));

const headerChanges = (draft: WebhookDraft, before: WebhookDraft, { t }: Context): DraftChange[] => {
  const [old, young] = [headersOf(before), headersOf(draft)];
  const meaning = t("changes.meaning.headers");
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((name): DraftChange[] => {
    if (old.get(name) === young.get(name)) return [];
    const change = { key: `header-${name}`, label: t("changes.headers", { name }), meaning };
    // Values may be secret, so the list names none.
    if (!young.has(name)) return [{ ...change, before: t("changes.headerRemoved"), after: null }];
    return [{ ...change, before: null, after: old.has(name) ? t("changes.headerChanged") : t("changes.headerNew") }];
  });
};

const plainChanges = (draft: WebhookDraft, before: WebhookDraft, { t }: Context): DraftChange[] =>
  formFields.flatMap((field): DraftChange[] => {
    const form = webhookFieldForms[field];
    const shown = (text: string) => settingOf(field, text, t);
    const [was, is] = [shown(before[field]), shown(draft[field])];
    if (sameValue(field, before[field], draft[field])) return [];
    return [
      {
        key: field,
        label: is?.label ?? was?.label ?? field,
        before: was?.value ?? t("changes.empty"),
        after: is?.value ?? t("changes.empty"),
        meaning: form.meaningOf?.(t) ?? "",
      },
    ];
  });

const readText = <Field extends WebhookField>(field: Field, text: string): WebhookFieldValues[Field] => {
  const { valueOf: read }: { valueOf: (text: string) => WebhookFieldValues[Field] } = webhookFieldForms[field];
  return read(text);
};

const sameValue = (field: WebhookField, one: string, other: string): boolean =>
  JSON.stringify(readText(field, one)) === JSON.stringify(readText(field, other));

const settingOf = <Field extends WebhookField>(field: Field, text: string, t: FormTexts) => {
  if (field === "description") return text.trim() === "" ? null : { label: t("name.label"), value: text.trim() };
  const { settingOf: show }: { settingOf: (value: WebhookFieldValues[Field], t: FormTexts) => Shown | null } =
    webhookFieldForms[field];
  return show(readText(field, text), t);
};

type Shown = { label: string; value: ReactNode };
