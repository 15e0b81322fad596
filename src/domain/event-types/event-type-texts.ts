import { eventTypes } from "#domain/event-types/catalog.ts";
import type { PlatformTypes } from "#domain/event-types/platform-types.ts";
import type { CatalogLocale } from "#domain/event-types/type-words.ts";

export type EventTypeTexts = Record<string, { title: string; description: string }>;

/** Titles and descriptions by name, for the dashboard in a language. REST stays English. */
export const eventTypeTexts = (locale: CatalogLocale, { byName }: PlatformTypes): EventTypeTexts =>
  Object.fromEntries([
    ...eventTypes.map(({ name, title, description, german }) => [
      name,
      locale === "de" ? { title: german.title, description: german.description } : { title, description },
    ]),
    ...[...byName.values()].map(({ name, title, description }) => [name, { title, description }]),
  ]);
