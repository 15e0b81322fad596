import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { docComment, objectType } from "./schema-type.ts";

const HEADER = "// Made from the event catalogue by `npm run catalog`. Do not edit.\n";

/**
 * Writes the sources in `src/client/generated` from the event catalogue, by file name: types, samples and one builder for
 * each event type that may be sent. Data is closed at the top, so that a misspelt field does not compile.
 */
export const clientTypes = (): Record<string, string> => ({
  "event-types.ts": [HEADER, dataTypes(), resourceKeys(), sendableNames(), samples()].join("\n"),
  "builders.ts": [HEADER, 'import { eventBuilder } from "../event.ts";', ...builders(), ""].join("\n"),
});

const views = () =>
  listEventTypes().flatMap((view) => {
    const type = findEventType(view.type);
    return type ? [{ ...view, resourceKey: resourceIdKeyOf(type) }] : [];
  });

/** Refers to an earlier type with the same fields, because most types of a family have the same. */
const dataTypes = () => {
  const known = new Map<string, string>();
  const dataOf = (type: string, schema: EventTypeView["schema"]) => {
    const text = objectType(schema, "  ", { isOpen: false });
    const twin = known.get(text);
    known.set(text, twin ?? type);
    return twin ? `EventDataByName["${twin}"]` : text;
  };
  const entries = views().map(
    ({ type, description, schema }) => `${docComment(description, "  ")}\n  "${type}": ${dataOf(type, schema)};`,
  );
  return ["export type EventDataByName = {", ...entries, "};\n"].join("\n");
};

const resourceKeys = () =>
  [
    "/** Field of `data` that names the subject of an event. */",
    "export const resourceKeys = {",
    ...views().map(({ type, resourceKey }) => `  "${type}": "${resourceKey}",`),
    "} as const;\n",
  ].join("\n");

const sendableNames = () =>
  [
    "export type SendableName =",
    ...views().flatMap(({ type, sendable }) => (sendable ? [`  | "${type}"`] : [])),
    ";\n",
  ].join("\n");

const samples = () =>
  [
    "/** One example for each event type, without tenantId. */",
    "export const eventSamples: EventDataByName = {",
    ...views().map(({ type, sample }) => `  "${type}": ${JSON.stringify(sample, null, 2).replaceAll("\n", "\n  ")},`),
    "};\n",
  ].join("\n");

const builders = () =>
  views().flatMap(({ type, description, sendable }) =>
    sendable ? [`\n${docComment(description)}`, `export const ${builderName(type)} = eventBuilder("${type}");`] : [],
  );

/** `appointment.no_show` becomes `appointmentNoShow`. */
const builderName = (type: string) => type.replace(/[._]([a-z])/g, (_, letter: string) => letter.toUpperCase());
