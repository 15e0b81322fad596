import { findEventType } from "#domain/event-types/catalog.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { schemaOf } from "#domain/event-types/list-event-types.ts";
import type { CatalogLocale } from "#domain/event-types/type-words.ts";

/** Gives an event type the texts of a language, its schema's descriptions too. Platform types have one language. */
export const eventTypeIn = (view: EventTypeView, locale: CatalogLocale): EventTypeView => {
  const type = locale === "en" ? undefined : findEventType(view.type);
  if (!type) return view;
  const { sentWhen, notSentWhen, ...texts } = type.german;
  return {
    ...view,
    ...texts,
    sentWhen: [...sentWhen],
    notSentWhen: [...notSentWhen],
    schema: schemaOf(type, locale),
  };
};
