import { parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { expect, it } from "vitest";
import { ALL_TEXTS } from "#features/texts/all-texts.ts";
import { LOCALES } from "#features/translate.ts";

type Tree = { [key: string]: string | Tree };
type Nodes = ReturnType<typeof parse>;

const flat = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, text]) =>
    typeof text === "string" ? [[`${path}${key}`, text] as [string, string]] : flat(text, `${path}${key}.`),
  );

/** Lists arguments and tags of a text, those inside of plural forms too. */
const argumentsOf = (nodes: Nodes): string[] =>
  nodes.flatMap((node) => {
    if (node.type === TYPE.literal || node.type === TYPE.pound) return [];
    if (node.type === TYPE.tag) return [`<${node.value}>`, ...argumentsOf(node.children)];
    if (node.type === TYPE.plural || node.type === TYPE.select)
      return [node.value, ...Object.values(node.options).flatMap(({ value }) => argumentsOf(value))];
    return [node.value];
  });

const english = flat(ALL_TEXTS.en);

it.each(LOCALES)("every text in %s can be read, and takes the arguments of the English one", (locale) => {
  const texts = new Map(flat(ALL_TEXTS[locale]));
  expect([...texts.keys()].toSorted()).toEqual(english.map(([key]) => key).toSorted());
  for (const [key, text] of english) {
    const own = argumentsOf(parse(texts.get(key) ?? ""));
    expect({ key, given: [...new Set(own)].toSorted() }).toEqual({
      key,
      given: [...new Set(argumentsOf(parse(text)))].toSorted(),
    });
  }
});

it("no text but a name is the same in both languages", () => {
  const german = new Map(flat(ALL_TEXTS.de));
  const words = english.filter(([key, text]) => german.get(key) === text && /[a-z]{3,} [a-z]{3,}/i.test(text));
  expect(words).toEqual([]);
});

it("an ellipsis follows its word at once in English, and a space in German", () => {
  const spaced = flat(ALL_TEXTS.en).filter(([, text]) => /[a-z] …/i.test(text));
  const joined = flat(ALL_TEXTS.de).filter(([, text]) => /[a-zäöüß]…/i.test(text));
  expect([...spaced, ...joined]).toEqual([]);
});
