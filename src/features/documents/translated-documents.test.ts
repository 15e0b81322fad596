import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer, type Token, walkTokens } from "marked";
import { describe, expect, it } from "vitest";
import { DOCUMENTS, documentPath, insideHref, shownPart } from "#features/documents/documents.ts";
import { headingsOf } from "#features/documents/markdown.tsx";
import { LOCALES } from "#features/translate.ts";

const root = join(import.meta.dirname, "..", "..", "..", "docs");
const languages = LOCALES.filter((locale) => locale !== "en");

/** A document in a language: what the dashboard shows of it. */
const read = (file: string, locale: (typeof LOCALES)[number], until?: string) =>
  shownPart(readFileSync(join(root, documentPath(file, locale)), "utf8"), until === undefined ? {} : { until });

const allTokens = (tokens: Token[]): Token[] => {
  const found: Token[] = [];
  walkTokens(tokens, (token) => {
    found.push(token);
  });
  return found;
};

/** Splits a document before each heading. */
const split = (text: string): Token[][] => {
  const parts: Token[][] = [];
  for (const token of lexer(text)) {
    const last = parts.at(-1);
    if (token.type === "heading" || !last) parts.push([token]);
    else last.push(token);
  }
  return parts;
};

const textsOf = (tokens: readonly Token[], type: string): string[] =>
  tokens.flatMap((token) => (token.type === type && "text" in token ? [String(token.text)] : []));

/** What a translation keeps in each part of a document. */
const partsOf = (text: string) =>
  split(text).map((part) => {
    const tokens = allTokens(part);
    return {
      codeBlocks: textsOf(tokens, "code"),
      codeInLines: textsOf(tokens, "codespan").toSorted(),
      tables: tokens.flatMap((token) => ("rows" in token && Array.isArray(token.rows) ? [token.rows.length] : [])),
      lists: tokens.flatMap((token) => ("items" in token && Array.isArray(token.items) ? [token.items.length] : [])),
      documents: tokens
        .flatMap((token) => (token.type === "link" && "href" in token ? [insideHref(String(token.href))] : []))
        .flatMap((href) => (href === null ? [] : [href.replace(/#.*/, "")])),
    };
  });

const inFiles = DOCUMENTS.flatMap(({ slug, file, until }) => (file ? [{ slug, file, until }] : []));

describe.each(languages)("the documents in %s", (locale) => {
  it("are the same as the English ones", () => {
    expect(globSync("*.md", { cwd: join(root, locale) }).toSorted()).toEqual(
      inFiles.map(({ file }) => file).toSorted(),
    );
  });

  it.each(inFiles)("$slug has the same headings, code, tables and lists, part by part", ({ file, until }) => {
    const [english, translated] = [read(file, "en", until), read(file, locale)];
    expect(headingsOf(translated).map(({ depth }) => depth)).toEqual(headingsOf(english).map(({ depth }) => depth));
    const parts = partsOf(translated);
    expect(parts).toHaveLength(partsOf(english).length);
    for (const [place, part] of partsOf(english).entries()) expect(parts[place], `part ${place + 1}`).toEqual(part);
  });

  it.each(inFiles)("$slug leaves no English sentence", ({ file, until }) => {
    const wordsOf = (text: string) =>
      text
        .replaceAll(/^```[\s\S]*?^```$|\]\([^)]*\)/gm, "")
        .split("\n")
        .filter((line) => /\b(?:the|is|are|and|with|that)\b.*\b(?:the|a|of|to|is|it)\b/.test(line));
    const kept = wordsOf(read(file, locale)).filter((line) => !line.startsWith("<!--"));
    expect(wordsOf(read(file, "en", until)).length).toBeGreaterThan(5);
    expect(kept).toEqual([]);
  });
});
