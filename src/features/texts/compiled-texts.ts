import compile from "icu-minify/compile";
import type { Texts } from "#features/texts/all-texts.ts";

type Tree = { [key: string]: string | Tree };

/**
 * Compiles texts for the pages' formatter, which has no parser: a parser in the browser weighs more than all texts of a
 * page (`next.config.mjs` chooses the formatter). Copies the result: pages get plain objects only.
 */
export const compiledTexts = (texts: Tree): Texts => JSON.parse(JSON.stringify(compileTree(texts)));

const compileTree = (texts: Tree): object =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, typeof text === "string" ? compile(text) : compileTree(text)]),
  );
