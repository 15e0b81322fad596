import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import { findFamily } from "#domain/event-types/event-families.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { type SchemaField, schemaFields } from "#domain/event-types/schema-fields.ts";

const HEAD = `<!-- Made from the event catalogue by \`npm run catalog\`. Do not edit. -->

# Event types

The booking system sends one event for each real change, and \`data\` always carries the whole resource as it is after the change.
\`GET /v1/event-types\` has the same as JSON, with a JSON Schema of each type; the dashboard shows it under *Event types*.

Only the id of the resource and fields marked as required must be there; every other field may be \`null\`. Fields that are named here are
checked when they are there; other fields are kept and delivered as they came. Limits of names, numbers and sizes stand in
[sending](sending.md). The fields are those of the newest [API version](receiving.md#api-versions).

A webhook may listen to single types, to \`*\` (everything that the booking system sends) or to a family, such as \`appointment.*\`. A wildcard
holds for types that come later, too. It does not stand for events that Bellhop derives or makes about webhooks: name those to get them.
`;

/** Writes `docs/events.md`: every type with its meaning, its fields and, once a family, a sample. */
export const eventsPage = (): string => {
  const families = Map.groupBy(listEventTypes(), ({ family }) => findFamily(family)?.label ?? family);
  return [HEAD, ...[...families].map(([label, views]) => familyPart(label, views))].join("\n");
};

const familyPart = (label: string, views: readonly EventTypeView[]): string => {
  const [first] = views;
  if (!first) return "";
  const shared = sharedFields(views);
  const idKeys = [...new Set(views.map((view) => idKeyOf(view)))].join(" or ");
  return [
    `## ${label}\n`,
    "| event | when |",
    "| --- | --- |",
    ...views.map(({ type, description }) => `| [\`${type}\`](#${anchorOf(type)}) | ${description} |`),
    `\nFields of \`data\`, of which \`${idKeys}\` is repeated at the top of the body:\n`,
    fieldTable(shared),
    `\nA sample of \`${first.type}\`:\n`,
    "```json",
    JSON.stringify(first.sample, null, 2),
    "```\n",
    ...views.map((view) => typePart(view, shared)),
  ].join("\n");
};

const typePart = (view: EventTypeView, shared: readonly SchemaField[]): string => {
  const own = schemaFields(view.schema).filter(
    (field) => !shared.some((one) => isSame(one, field) && one.isRequired === field.isRequired),
  );
  return [
    `### ${view.type}\n`,
    `${view.details}\n`,
    ...(view.derivedFrom.length > 0 ? [`${originOf(view)}\n`] : []),
    "Sent when:\n",
    ...view.sentWhen.map((one) => `- ${one}`),
    "\nNot sent when:\n",
    ...view.notSentWhen.map((one) => `- ${one}`),
    ...(own.length > 0 ? [`\nIts own fields:\n\n${fieldTable(own)}`] : []),
    "",
  ].join("\n");
};

const originOf = ({ derivedFrom, sendable }: EventTypeView) =>
  `Bellhop derives it from ${derivedFrom.map((name) => `\`${name}\``).join(", ")}${sendable ? "." : ", and refuses it from a backend."}`;

const sharedFields = (views: readonly EventTypeView[]): SchemaField[] => {
  const [first = [], ...others] = views.map(({ schema }) => schemaFields(schema));
  return first.filter((field) => others.every((fields) => fields.some((one) => isSame(one, field))));
};

const isSame = (one: SchemaField, other: SchemaField) => one.path === other.path && one.type === other.type;

const fieldTable = (fields: readonly SchemaField[]): string =>
  [
    "| field | type | |",
    "| --- | --- | --- |",
    ...fields.map(
      ({ path, type, isRequired, description }) =>
        `| \`${path}\` | ${type} | ${[isRequired ? "required" : "", description].filter(Boolean).join(". ")} |`,
    ),
  ].join("\n");

const idKeyOf = ({ type }: EventTypeView): string => {
  const found = findEventType(type);
  return found ? resourceIdKeyOf(found) : "id";
};

/** Anchor as GitHub makes it of a heading. */
const anchorOf = (type: string) => type.replaceAll(".", "");
