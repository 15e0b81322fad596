import type { FieldError } from "#domain/errors.ts";
import { isSchema, LISTS, MAPS, ONE, pathOf, type SchemaTree, targetOf } from "#domain/platform-types/schema-tree.ts";

type Rule = (value: unknown) => string | null;

const TYPES = ["string", "number", "integer", "boolean", "object", "array", "null"];

const rule =
  (isFine: (value: unknown) => boolean, message: string): Rule =>
  (value) =>
    isFine(value) ? null : message;

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string") && new Set(value).size === value.length;
const isRule = (value: unknown): boolean => isSchema(value) || typeof value === "boolean";
const isType = (value: unknown): boolean => TYPES.some((type) => type === value);

const amount = rule((value) => Number.isInteger(value) && Number(value) >= 0, "use a whole number of 0 or more");
const number = rule((value) => typeof value === "number", "use a number");
const text = rule((value) => typeof value === "string", "use text");
const flag = rule((value) => typeof value === "boolean", "use true or false");
const list = rule(Array.isArray, "use a list: [ … ]");
const one = rule(isRule, "use a schema: an object, true or false");
const many = rule(
  (value) => Array.isArray(value) && value.length > 0 && value.every(isRule),
  "use a list of one schema or more",
);
const named = rule((value) => isSchema(value) && Object.values(value).every(isRule), "use an object of schemas");
const refused =
  (message: string): Rule =>
  () =>
    message;

/** Keywords of JSON Schema 2020-12 with the values that they take. Others are notes, as the specification has it. */
const KEYWORDS: ReadonlyMap<string, Rule> = new Map([
  [
    "type",
    rule(
      (value) => isType(value) || (isTexts(value) && [value].flat().every(isType)),
      `use one of ${TYPES.join(", ")}, or a list of them`,
    ),
  ],
  ["enum", list],
  ["multipleOf", rule((value) => typeof value === "number" && value > 0, "use a number above 0")],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].map((name) => [name, number] as const),
  ...[
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
  ].map((name) => [name, amount] as const),
  ["required", rule(isTexts, "use a list of names, each once")],
  [
    "dependentRequired",
    rule((value) => isSchema(value) && Object.values(value).every(isTexts), "use an object of lists of names"),
  ],
  ...LISTS.map((name) => [name, many] as const),
  ...MAPS.map((name) => [name, named] as const),
  ...ONE.map((name) => [name, one] as const),
  ...["title", "description", "$comment", "format", "contentEncoding", "contentMediaType"].map(
    (name) => [name, text] as const,
  ),
  ...["deprecated", "readOnly", "writeOnly"].map((name) => [name, flag] as const),
  ["examples", list],
  ...["$anchor", "$dynamicAnchor"].map(
    (name) =>
      [
        name,
        rule((value) => typeof value === "string" && /^[A-Za-z_][\w.-]*$/.test(value), "use a name, like price"),
      ] as const,
  ),
  [
    "$schema",
    rule(
      (value) => typeof value === "string" && /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/.test(value),
      "must be https://json-schema.org/draft/2020-12/schema, or be left out",
    ),
  ],
  ["pattern", refused("is not supported: a pattern may take very long. Use enum, const, minLength or maxLength")],
  ["patternProperties", refused("is not supported: use properties and additionalProperties")],
  ["uniqueItems", refused("is not supported: comparing all entries may take very long")],
  ["$dynamicRef", refused("is not supported: use $ref")],
  ["$recursiveRef", refused("is not supported: use $ref")],
  // Keywords of earlier drafts, which other programs may still apply.
  ["dependencies", refused("is not part of 2020-12: use dependentSchemas and dependentRequired")],
  ["additionalItems", refused("is not part of 2020-12: use prefixItems and items")],
]);

/** Lists keywords that are refused or have a wrong value, and references that lead outside of the schema, nowhere, or in a circle. */
export const keywordProblems = (tree: SchemaTree): FieldError[] => {
  const problems = [...tree.nodes].flatMap(([at, node]) =>
    Object.entries(isSchema(node.schema) ? node.schema : {}).flatMap(([keyword, value]): FieldError[] => {
      const message =
        keyword === "$id"
          ? idProblem(value, at)
          : keyword === "$ref"
            ? refProblem(value, tree)
            : (KEYWORDS.get(keyword)?.(value) ?? null);
      return message === null ? [] : [{ path: pathOf(node, keyword), message }];
    }),
  );
  return problems.length > 0 ? problems : circleProblems(tree);
};

const idProblem = (value: unknown, at: string): string | null =>
  at === "" ? text(value) : "is possible at the top only";

const refProblem = (value: unknown, tree: SchemaTree): string | null => {
  if (typeof value !== "string" || !value.startsWith("#"))
    return "must stay inside this schema: use #/$defs/…, nothing is loaded from elsewhere";
  return targetOf(value, tree) === null ? "leads to no schema inside this one" : null;
};

/** Finds schemas that apply themselves to the same value: a check of them would never end. */
const circleProblems = (tree: SchemaTree): FieldError[] => {
  const state = new Map<string, "open" | "done">();
  const isCircle = (at: string): boolean => {
    const known = state.get(at);
    if (known) return known === "open";
    state.set(at, "open");
    const node = tree.nodes.get(at);
    const ref =
      isSchema(node?.schema) && typeof node.schema.$ref === "string" ? targetOf(node.schema.$ref, tree) : null;
    const next = [
      ...(node?.children ?? []).filter(({ isSame }) => isSame).map((child) => child.at),
      ...(ref === null ? [] : [ref]),
    ];
    const found = next.some(isCircle);
    state.set(at, "done");
    return found;
  };
  const node = [...tree.nodes].find(([at]) => isCircle(at))?.[1];
  return node ? [{ path: pathOf(node), message: "refers to itself for the same value" }] : [];
};
