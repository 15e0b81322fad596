import { useTranslations } from "use-intl";
import type { WordReason } from "#features/word-errors.ts";

/** The types of a translator name the arguments of one key; here any key comes with its own. */
export const useErrorWords = (): WordReason => useTranslations("errors") as unknown as WordReason;
