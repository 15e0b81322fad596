import { expect, it } from "vitest";
import { preferredLocale } from "#features/locale.ts";

it.each([
  [null, "en"],
  ["", "en"],
  ["de", "de"],
  ["de-AT,de;q=0.9,en;q=0.8", "de"],
  ["en-GB,en;q=0.9,de;q=0.8", "en"],
  ["fr-FR,fr;q=0.9,de;q=0.5,en;q=0.4", "de"],
  ["de;q=0,en", "en"],
  ["en;q=0.2, de;q=0.7", "de"],
  ["*", "en"],
  [";;;q=x,,", "en"],
])("the languages %j give %s", (accepted, locale) => {
  expect(preferredLocale(accepted)).toBe(locale);
});
