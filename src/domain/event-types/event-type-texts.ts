import { eventTypes } from "#domain/event-types/catalog.ts";
import type { PlatformTypes } from "#domain/event-types/platform-types.ts";

export type EventTypeTexts = Record<string, { title: string; description: string }>;

/** Titles and descriptions by name, for the dashboard in a language. REST and the documents stay English. */
export const eventTypeTexts = (locale: "en" | "de", { byName }: PlatformTypes): EventTypeTexts =>
  Object.fromEntries([
    ...eventTypes.map(({ name, title, description, german }) => [
      name,
      locale === "de" ? german : { title, description },
    ]),
    ...[...byName.values()].map(({ name, title, description }) => [name, { title, description }]),
  ]);
