import { eventTypes } from "#domain/event-types/catalog.ts";

export type EventTypeTexts = Record<string, { title: string; description: string }>;

/** Titles and descriptions by name, for the dashboard in a language. REST and the documents stay English. */
export const eventTypeTexts = (locale: "en" | "de"): EventTypeTexts =>
  Object.fromEntries(
    eventTypes.map(({ name, title, description, german }) => [name, locale === "de" ? german : { title, description }]),
  );
