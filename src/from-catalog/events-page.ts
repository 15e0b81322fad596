import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import { familyLabel } from "#domain/event-types/event-families.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { eventTypeIn } from "#domain/event-types/event-type-in.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { type SchemaField, schemaFields } from "#domain/event-types/schema-fields.ts";
import type { CatalogLocale } from "#domain/event-types/type-words.ts";
import { EVENTS_PAGE_WORDS, type EventsPageWords } from "./events-page-words.ts";

type Page = { locale: CatalogLocale; words: EventsPageWords };

/** Writes the list of events in a language: every type with its meaning, its fields and, once a family, a sample. */
export const eventsPage = (locale: CatalogLocale): string => {
  const page = { locale, words: EVENTS_PAGE_WORDS[locale] };
  const families = Map.groupBy(listEventTypes(), ({ family }) => familyLabel(family, locale) ?? family);
  const parts = [...families].map(([label, views]) =>
    familyPart(
      label,
      views.map((view) => eventTypeIn(view, locale)),
      page,
    ),
  );
  return [page.words.head, ...parts].join("\n");
};

const familyPart = (label: string, views: readonly EventTypeView[], page: Page): string => {
  const { words, locale } = page;
  const [first] = views;
  if (!first) return "";
  const shared = sharedFields(views, locale);
  const idKeys = [...new Set(views.map((view) => `\`${idKeyOf(view)}\``))].join(` ${words.or} `);
  return [
    `## ${label}\n`,
    `| ${words.event} | ${words.when} |`,
    "| --- | --- |",
    ...views.map(({ type, description }) => `| [\`${type}\`](#${anchorOf(type)}) | ${description} |`),
    `\n${words.fields(idKeys)}\n`,
    fieldTable(shared, words),
    `\n${words.sample(first.type)}\n`,
    "```json",
    JSON.stringify(first.sample, null, 2),
    "```\n",
    ...views.map((view) => typePart(view, shared, page)),
  ].join("\n");
};

const typePart = (view: EventTypeView, shared: readonly SchemaField[], { words, locale }: Page): string => {
  const own = schemaFields(view.schema, locale).filter(
    (field) => !shared.some((one) => isSame(one, field) && one.isRequired === field.isRequired),
  );
  return [
    `### ${view.type}\n`,
    `${view.details}\n`,
    ...(view.derivedFrom.length > 0 ? [`${words.derived(view)}\n`] : []),
    `${words.sentWhen}\n`,
    ...view.sentWhen.map((one) => `- ${one}`),
    `\n${words.notSentWhen}\n`,
    ...view.notSentWhen.map((one) => `- ${one}`),
    ...(own.length > 0 ? [`\n${words.ownFields}\n\n${fieldTable(own, words)}`] : []),
    "",
  ].join("\n");
};

const sharedFields = (views: readonly EventTypeView[], locale: CatalogLocale): SchemaField[] => {
  const [first = [], ...others] = views.map(({ schema }) => schemaFields(schema, locale));
  return first.filter((field) => others.every((fields) => fields.some((one) => isSame(one, field))));
};

const isSame = (one: SchemaField, other: SchemaField) => one.path === other.path && one.type === other.type;

const fieldTable = (fields: readonly SchemaField[], words: EventsPageWords): string =>
  [
    `| ${words.field} | ${words.type} | |`,
    "| --- | --- | --- |",
    ...fields.map(
      ({ path, type, isRequired, description }) =>
        `| \`${path}\` | ${type} | ${[isRequired ? words.required : "", description].filter(Boolean).join(". ")} |`,
    ),
  ].join("\n");

const idKeyOf = ({ type }: EventTypeView): string => {
  const found = findEventType(type);
  return found ? resourceIdKeyOf(found) : "id";
};

/** Anchor as GitHub makes it of a heading. */
const anchorOf = (type: string) => type.replaceAll(".", "");
