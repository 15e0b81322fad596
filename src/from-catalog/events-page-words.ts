import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import type { CatalogLocale } from "#domain/event-types/type-words.ts";

type Origin = Pick<EventTypeView, "derivedFrom" | "sendable">;

export type EventsPageWords = {
  head: string;
  event: string;
  when: string;
  field: string;
  type: string;
  required: string;
  or: string;
  sentWhen: string;
  notSentWhen: string;
  ownFields: string;
  fields: (idKeys: string) => string;
  sample: (type: string) => string;
  derived: (origin: Origin) => string;
};

const NOTE = "<!-- Made from the event catalogue by `npm run catalog`. Do not edit. -->";

const sourcesOf = ({ derivedFrom }: Origin) => derivedFrom.map((name) => `\`${name}\``).join(", ");

/** Texts of the list of events that do not belong to one type. */
export const EVENTS_PAGE_WORDS: Record<CatalogLocale, EventsPageWords> = {
  en: {
    head: `${NOTE}

# Event types

The booking system sends one event for each real change, and \`data\` always carries the whole resource as it is after the change.
\`GET /v1/event-types\` has the same as JSON, with a JSON Schema of each type; the dashboard shows it under *Event types*.

Only the id of the resource and fields marked as required must be there; every other field may be \`null\`. Fields that are named here are
checked when they are there; other fields are kept and delivered as they came. Limits of names, numbers and sizes stand in
[sending](sending.md). The fields are those of the newest [API version](receiving.md#api-versions).

A webhook may listen to single types, to \`*\` (everything that the booking system sends) or to a family, such as \`appointment.*\`. A wildcard
holds for types that come later, too. It does not stand for events that Bellhop derives or makes about webhooks: name those to get them.
`,
    event: "event",
    when: "when",
    field: "field",
    type: "type",
    required: "required",
    or: "or",
    sentWhen: "Sent when:",
    notSentWhen: "Not sent when:",
    ownFields: "Its own fields:",
    fields: (idKeys) => `Fields of \`data\`, of which ${idKeys} is repeated at the top of the body:`,
    sample: (type) => `A sample of \`${type}\`:`,
    derived: (origin) =>
      `Bellhop derives it from ${sourcesOf(origin)}${origin.sendable ? "." : ", and refuses it from a backend."}`,
  },
  de: {
    head: `${NOTE}

# Ereignistypen

Das Buchungssystem sendet für jede echte Änderung ein Ereignis, und \`data\` enthält immer die ganze Ressource, wie sie nach der Änderung ist.
\`GET /v1/event-types\` liefert dasselbe auf Englisch als JSON, mit einem JSON-Schema je Typ; das Dashboard zeigt es unter *Ereignistypen*.

Nur die ID der Ressource und Felder mit dem Vermerk „erforderlich“ müssen da sein; jedes andere Feld darf \`null\` sein. Felder, die hier stehen,
werden geprüft, wenn sie da sind; andere Felder bleiben und werden zugestellt, wie sie kamen. Grenzen für Namen, Zahlen und Größen stehen in
[Ereignisse senden](sending.md). Die Felder sind die der neuesten [API-Version](receiving.md#api-versionen).

Ein Webhook kann einzelne Typen empfangen, \`*\` (alles, was das Buchungssystem sendet) oder eine Familie, etwa \`appointment.*\`. Ein Platzhalter
gilt auch für Typen, die später hinzukommen. Er steht nicht für Ereignisse, die Bellhop ableitet oder über Webhooks bildet: Nennen Sie diese einzeln.
`,
    event: "Ereignis",
    when: "wann",
    field: "Feld",
    type: "Typ",
    required: "erforderlich",
    or: "oder",
    sentWhen: "Wann es gesendet wird:",
    notSentWhen: "Wann es nicht gesendet wird:",
    ownFields: "Eigene Felder:",
    fields: (idKeys) => `Felder von \`data\`; ${idKeys} steht noch einmal oben im Inhalt:`,
    sample: (type) => `Ein Beispiel für \`${type}\`:`,
    derived: (origin) =>
      `Bellhop leitet es aus ${sourcesOf(origin)} ab${origin.sendable ? "." : " und lehnt es von einem Buchungssystem ab."}`,
  },
};
