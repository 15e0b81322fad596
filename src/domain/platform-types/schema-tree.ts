import { fieldPath } from "#domain/field-path.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** `isSame`: applies to the same value as its parent, not to a field or an entry of it. */
type Child = { at: string; isSame: boolean };

export type SchemaNode = { schema: Schema | boolean; children: readonly Child[]; names: readonly string[] };

/** Subschemas by JSON pointer, the whole schema at "", and pointers by name of an anchor. */
export type SchemaTree = { nodes: ReadonlyMap<string, SchemaNode>; anchors: ReadonlyMap<string, string> };

const SAME: readonly string[] = ["not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas"];
/** Keywords that hold one schema. */
export const ONE: readonly string[] = [
  "not",
  "if",
  "then",
  "else",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "items",
  "contains",
  "unevaluatedItems",
  // A note for the reader: it is published, so its rules and references are checked, and never applied to data.
  "contentSchema",
];
/** Keywords that hold a list of schemas. */
export const LISTS: readonly string[] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/** Keywords that hold schemas by name. */
export const MAPS: readonly string[] = ["properties", "dependentSchemas", "$defs", "definitions"];

export const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lists the subschemas of one schema. Values such as those of `const`, `enum` and `examples` hold none. */
const partsOf = (schema: Schema): { steps: string[]; value: Schema | boolean }[] =>
  Object.entries(schema).flatMap(([keyword, value]) => {
    const parts = ONE.includes(keyword)
      ? [{ steps: [keyword], value }]
      : LISTS.includes(keyword) && Array.isArray(value)
        ? value.map((entry: unknown, index) => ({ steps: [keyword, String(index)], value: entry }))
        : MAPS.includes(keyword) && isSchema(value)
          ? Object.entries(value).map(([name, entry]) => ({ steps: [keyword, name], value: entry }))
          : [];
    return parts.flatMap(({ steps, value }) =>
      isSchema(value) || typeof value === "boolean" ? [{ steps, value }] : [],
    );
  });

export const treeOf = (root: Schema): SchemaTree => {
  const nodes = new Map<string, SchemaNode>();
  const anchors = new Map<string, string>();
  const visit = (schema: Schema | boolean, at: string, names: readonly string[]) => {
    const children: Child[] = [];
    nodes.set(at, { schema, children, names });
    if (!isSchema(schema)) return;
    for (const name of [schema.$anchor, schema.$dynamicAnchor]) if (typeof name === "string") anchors.set(name, at);
    for (const { steps, value } of partsOf(schema)) {
      const child = below(at, steps);
      children.push({ at: child, isSame: SAME.includes(steps[0] ?? "") });
      visit(value, child, [...names, ...steps]);
    }
  };
  visit(root, "", []);
  return { nodes, anchors };
};

const below = (at: string, steps: readonly string[]): string =>
  at + steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Path in errors: `schema.properties.nights.pattern`. */
export const pathOf = ({ names }: SchemaNode, ...more: string[]): string => fieldPath(["schema", ...names, ...more]);

/** Returns the pointer to which a `$ref` such as `#/$defs/price` or `#price` leads; null: to no schema. */
export const targetOf = (ref: string, { nodes, anchors }: SchemaTree): string | null => {
  const fragment = decoded(ref.slice(1));
  if (fragment === null) return null;
  const at = fragment === "" || fragment.startsWith("/") ? fragment : anchors.get(fragment);
  return at !== undefined && nodes.has(at) ? at : null;
};

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** Copies a schema with its parts mapped. */
const mapParts = (schema: Schema, map: (part: Schema) => Schema): Schema => {
  const mapOne = (value: unknown): unknown => (isSchema(value) ? map(value) : value);
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (ONE.includes(keyword)) return [keyword, mapOne(value)];
      if (LISTS.includes(keyword) && Array.isArray(value)) return [keyword, value.map(mapOne)];
      if (!MAPS.includes(keyword) || !isSchema(value)) return [keyword, value];
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, mapOne(entry)]))];
    }),
  );
};

/** Copies a schema for a document in which it stands at `place`: its references name the document's places. */
export const placedAt = (root: Schema, place: string): Schema => {
  const tree = treeOf(root);
  const copy = (schema: Schema): Schema => {
    const { $id: _, $schema: __, $anchor: ___, $dynamicAnchor: ____, ...rest } = schema;
    const placed =
      typeof rest.$ref === "string" ? { ...rest, $ref: place + fragmentOf(targetOf(rest.$ref, tree) ?? "") } : rest;
    return mapParts(placed, copy);
  };
  return copy(root);
};

/** Percent-encodes what a URI fragment may not hold. */
const fragmentOf = (at: string) => at.split("/").map(encodeURIComponent).join("/").replaceAll("%24", "$");

const REFERENCES_MAX = 100;

/** Copies a schema for people, with schemas in place of its references. A schema within itself keeps its type only. */
export const withoutReferences = (root: Schema): Schema => {
  const tree = treeOf(root);
  let left = REFERENCES_MAX;
  const copy = (schema: Schema, open: readonly string[]): Schema => {
    const at = typeof schema.$ref === "string" ? targetOf(schema.$ref, tree) : null;
    const target = at === null ? undefined : tree.nodes.get(at)?.schema;
    if (at === null || !isSchema(target) || left-- <= 0) return mapParts(schema, (part) => copy(part, open));
    const { $ref: _, ...own } = schema;
    if (open.includes(at)) return { ...(target.type === undefined ? {} : { type: target.type }), ...own };
    return copy({ ...target, ...own }, [...open, at]);
  };
  const { $defs: _, definitions: __, ...shown } = copy(root, [""]);
  return shown;
};
