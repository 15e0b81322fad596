import type { Messages, NamespaceKeys, NestedKeyOf, useTranslations } from "use-intl";

/** Languages of the dashboard and its documents. REST, its reference and logs stay English. */
export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];

/** Shape of a translation: the keys of the English texts, with other words. */
export type TextsLike<Texts> = { [Key in keyof Texts]: Texts[Key] extends string ? string : TextsLike<Texts[Key]> };

/** Translator of one part of the texts (`"webhooks"`, `"webhooks.list"`), for functions that build texts outside of React. */
export type Translate<Part extends NamespaceKeys<Messages, NestedKeyOf<Messages>>> = ReturnType<
  typeof useTranslations<Part>
>;
