import compile from "icu-minify/compile";
import type { Texts } from "#features/texts/all-texts.ts";

type Tree = { [key: string]: string | Tree };

/**
 * Compiles texts for the pages' formatter, which has no parser: a parser in the browser weighs more than all texts of a
 * page (`next.config.mjs` chooses the formatter).
 */
export const compiledTexts = (texts: Tree): Texts => compileTree(texts) as unknown as Texts;

const compileTree = (texts: Tree): object =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, typeof text === "string" ? compile(text) : compileTree(text)]),
  );
