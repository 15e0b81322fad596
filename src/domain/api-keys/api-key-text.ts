import { isKeyText, keyHint, newKeyText } from "#domain/key-text.ts";
import { type Mode, mode as modes } from "#domain/mode.schema.ts";

const prefixOf = (mode: Mode) => `mwk_${mode}_` as const;
const PREFIXES = modes.options.map(prefixOf);

export const newApiKeyText = (mode: Mode = "live"): string => newKeyText(prefixOf(mode));

/** Checks the shape only, not whether the key exists. */
export const isApiKeyText = (text: string): boolean => isKeyText(text, PREFIXES);

export const apiKeyHint = (key: string): string => keyHint(key, prefixOf("live"));
