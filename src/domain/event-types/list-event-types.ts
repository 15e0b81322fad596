import { z } from "zod";
import { eventTypes, sourcesOf } from "#domain/event-types/catalog.ts";
import type { EventType } from "#domain/event-types/define-event-type.ts";
import { familyOfName } from "#domain/event-types/event-families.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { germanDescription } from "#domain/event-types/explain-field.ts";
import { NO_PLATFORM_TYPES, type PlatformType, type PlatformTypes } from "#domain/event-types/platform-types.ts";
import type { CatalogLocale } from "#domain/event-types/type-words.ts";

/** Lists the built-in types, then those of the platform by name. Keeps the built-in views, because their schemas take 20 ms. */
export const listEventTypes = ({ byName }: PlatformTypes = NO_PLATFORM_TYPES): readonly EventTypeView[] => {
  views ??= eventTypes.map(toView);
  return byName.size === 0 ? views : [...views, ...[...byName.values()].map(toPlatformView)];
};

let views: readonly EventTypeView[] | undefined;

const toView = (type: EventType): EventTypeView => ({
  type: type.name,
  family: type.family,
  title: type.title,
  description: type.description,
  details: type.details,
  sentWhen: [...type.sentWhen],
  notSentWhen: [...type.notSentWhen],
  sendable: type.sendable,
  derivedFrom: sourcesOf(type),
  schema: schemaOf(type),
  sample: type.sample,
});

const toPlatformView = ({ name, title, description, schema, sample }: PlatformType): EventTypeView => ({
  type: name,
  family: familyOfName(name),
  title,
  description,
  details: "",
  sentWhen: [],
  notSentWhen: [],
  sendable: true,
  derivedFrom: [],
  schema,
  sample,
});

export const schemaOf = ({ data }: EventType, locale: CatalogLocale = "en") =>
  z.toJSONSchema(data, {
    override: ({ zodSchema, jsonSchema }) => {
      // Removes a pattern of 400 characters, which repeats what the format says.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
      const german = locale === "de" ? germanDescription(zodSchema) : undefined;
      if (german) jsonSchema.description = german;
    },
  });
