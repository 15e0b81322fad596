import { createTranslator, type Messages, type NamespaceKeys, type NestedKeyOf } from "use-intl/core";
import { ALL_TEXTS, type Texts } from "#features/texts/all-texts.ts";
import type { Locale, Translate } from "#features/translate.ts";

type Part = NamespaceKeys<Messages, NestedKeyOf<Messages>>;

/** Makes a translator outside of React and Next: for tests, and for texts that no page shows. Throws at a missing text. */
export const translatorOf = <Name extends Part>(namespace: Name, locale: Locale = "en"): Translate<Name> =>
  createTranslator({
    locale,
    // Both languages have the same keys; the literal types of the English texts name the arguments.
    messages: ALL_TEXTS[locale] as Texts,
    namespace,
    timeZone: "UTC",
    onError: (error) => {
      throw error;
    },
  });
