import type { FieldError } from "#domain/errors.ts";
import { fieldPath } from "#domain/field-path.ts";

export type Schema = Readonly<Record<string, unknown>>;

/**
 * Where a subschema applies, seen from its parent: `same` value, `named` field, other fields (`rest`), all fields or entries (`each`),
 * the entry at a place (`placed`), entries after those (`others`), or nowhere until a `$ref` names it (`kept`).
 */
export type Use = "same" | "named" | "rest" | "each" | "placed" | "others" | "kept";

export type Child = { use: Use; key: string; at: string };

export type SchemaNode = { schema: Schema; children: readonly Child[]; names: readonly string[] };

/** Subschemas by JSON pointer; the whole schema is at "". */
export type SchemaTree = ReadonlyMap<string, SchemaNode>;

const ONE: Readonly<Record<string, Use>> = {
  not: "same",
  if: "same",
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this table.
  then: "same",
  else: "same",
  additionalProperties: "rest",
  unevaluatedProperties: "each",
  propertyNames: "each",
  items: "others",
  contains: "each",
  unevaluatedItems: "each",
};
const LISTS: Readonly<Record<string, Use>> = { allOf: "same", anyOf: "same", oneOf: "same", prefixItems: "placed" };
const MAPS: Readonly<Record<string, Use>> = {
  properties: "named",
  dependentSchemas: "same",
  $defs: "kept",
  definitions: "kept",
};

export const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Finds all subschemas. Values such as those of `const`, `enum` and `examples` hold none. */
export const treeOf = (root: Schema): SchemaTree => {
  const tree = new Map<string, SchemaNode>();
  const visit = (schema: Schema, at: string, names: readonly string[]) => {
    const children: Child[] = [];
    const add = (value: unknown, use: Use, ...steps: string[]) => {
      const child = `${at}${steps.map((step) => `/${escaped(step)}`).join("")}`;
      if (!isSchema(value) && typeof value !== "boolean") return;
      children.push({ use, key: steps.at(-1) ?? "", at: child });
      // A schema that is true or false has nothing inside.
      visit(isSchema(value) ? value : {}, child, [...names, ...steps]);
    };
    tree.set(at, { schema, children, names });
    for (const [keyword, value] of Object.entries(schema)) {
      const one = own(ONE, keyword);
      const list = own(LISTS, keyword);
      const map = own(MAPS, keyword);
      if (one) add(value, one, keyword);
      else if (list && Array.isArray(value))
        for (const [index, entry] of value.entries()) add(entry, list, keyword, String(index));
      else if (map && isSchema(value))
        for (const [name, entry] of Object.entries(value)) add(entry, map, keyword, name);
    }
  };
  visit(root, "", []);
  return tree;
};

/** Path in errors: `schema.properties.nights.pattern`. */
export const pathOf = ({ names }: SchemaNode, keyword?: string): string =>
  fieldPath(["schema", ...names, ...(keyword === undefined ? [] : [keyword])]);

const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

const NOT_SUPPORTED: Readonly<Record<string, string>> = {
  pattern: "is not supported: a pattern may take very long on some texts. Use enum, const, minLength or maxLength",
  patternProperties: "is not supported: use properties and additionalProperties",
  uniqueItems: "is not supported: comparing all entries may take very long",
  $dynamicRef: "is not supported: use $ref",
  $recursiveRef: "is not supported: use $ref",
};
const DRAFT = /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

/** Lists keywords that are refused, and references that lead outside of the schema or nowhere. */
export const keywordProblems = (tree: SchemaTree): FieldError[] => {
  const anchors = anchorsOf(tree);
  return [...tree].flatMap(([at, node]) =>
    Object.entries(node.schema).flatMap(([keyword, value]) => {
      const message = keywordProblem(keyword, value, { isRoot: at === "", tree, anchors });
      return message === null ? [] : [{ path: pathOf(node, keyword), message }];
    }),
  );
};

const keywordProblem = (
  keyword: string,
  value: unknown,
  { isRoot, tree, anchors }: { isRoot: boolean; tree: SchemaTree; anchors: ReadonlyMap<string, string> },
): string | null => {
  if (keyword === "$schema" && !(typeof value === "string" && DRAFT.test(value)))
    return "must be https://json-schema.org/draft/2020-12/schema, or be left out";
  if (keyword === "$id" && !isRoot) return "is possible at the top only";
  if (keyword !== "$ref") return own(NOT_SUPPORTED, keyword) ?? null;
  if (typeof value !== "string" || !value.startsWith("#"))
    return "must stay inside this schema: use #/$defs/…, nothing is loaded from elsewhere";
  return targetOf(value, { tree, anchors }) === null ? "leads to no schema inside this one" : null;
};

export const anchorsOf = (tree: SchemaTree): ReadonlyMap<string, string> =>
  new Map(
    [...tree].flatMap(([at, { schema }]) =>
      [schema.$anchor, schema.$dynamicAnchor].flatMap((name) =>
        typeof name === "string" ? [[name, at] as const] : [],
      ),
    ),
  );

/** Returns the pointer to which a `$ref` such as `#/$defs/price` or `#price` leads; null: to no schema. */
export const targetOf = (
  ref: string,
  { tree, anchors }: { tree: SchemaTree; anchors: ReadonlyMap<string, string> },
): string | null => {
  const fragment = decoded(ref.slice(1));
  if (fragment === null) return null;
  const at = fragment === "" || fragment.startsWith("/") ? fragment : anchors.get(fragment);
  return at !== undefined && tree.has(at) ? at : null;
};

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** Copies a schema for a document in which it stands at `place`: its references name the document's places. */
export const placedAt = (root: Schema, place: string): Schema => {
  const tree = treeOf(root);
  const anchors = anchorsOf(tree);
  const copy = (schema: Schema, at: string): Schema => {
    const { $id: _, $schema: __, $anchor: ___, $dynamicAnchor: ____, ...rest } = schema;
    const children = new Map((tree.get(at)?.children ?? []).map((child) => [child.at, child]));
    const copied = Object.entries(rest).map(([keyword, value]): [string, unknown] => {
      if (keyword === "$ref" && typeof value === "string")
        return [keyword, `${place}${fragmentOf(targetOf(value, { tree, anchors }) ?? "")}`];
      const below = `${at}/${escaped(keyword)}`;
      if (children.has(below) && isSchema(value)) return [keyword, copy(value, below)];
      if (Object.hasOwn(LISTS, keyword) && Array.isArray(value))
        return [keyword, value.map((entry, index) => (isSchema(entry) ? copy(entry, `${below}/${index}`) : entry))];
      if (Object.hasOwn(MAPS, keyword) && isSchema(value))
        return [
          keyword,
          Object.fromEntries(
            Object.entries(value).map(([name, entry]) => [
              name,
              isSchema(entry) ? copy(entry, `${below}/${escaped(name)}`) : entry,
            ]),
          ),
        ];
      return [keyword, value];
    });
    return Object.fromEntries(copied);
  };
  return copy(root, "");
};

/** Percent-encodes what a URI fragment may not hold. */
const fragmentOf = (at: string) => at.split("/").map(encodeURIComponent).join("/").replaceAll("%24", "$");
