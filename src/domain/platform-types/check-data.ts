import type { FieldError } from "#domain/errors.ts";
import { fieldPath } from "#domain/field-path.ts";
import { scalarProblem, type Work } from "#domain/platform-types/scalar-problem.ts";
import { isSchema, type Schema, targetOf, treeOf } from "#domain/platform-types/schema-tree.ts";

/** Checks of one event: about 30 ms of work. An event of 20,000 values needs a few for each value. */
export const CHECKS_MAX = 500_000;
/** Schemas applied within each other at one time: an event is at most 100 levels deep. */
const NESTED_MAX = 1_000;

/** Returns the first problem of a value, with a path relative to the value; null: the value fits. */
export type CheckData = (value: unknown) => FieldError | null;

/** `names` lead from the value outwards, innermost first. */
type Problem = { message: string; names: PropertyKey[] };
/** Fields and entries that a schema looked at, for `unevaluatedProperties` and `unevaluatedItems`. */
type Seen = Set<PropertyKey>;
type Context = { work: Work; targets: ReadonlyMap<unknown, Schema | boolean>; isTracked: boolean };

/**
 * Prepares the check of a schema that `schemaProblems` accepted (JSON Schema 2020-12, without what is refused there). The schema is
 * interpreted, so no code is made from it, and the work for one event is bounded, whatever the schema says. Formats are notes.
 */
export const prepareCheck = (root: Schema): CheckData => {
  const tree = treeOf(root);
  const schemas = [...tree.nodes.values()].flatMap(({ schema }) => (isSchema(schema) ? [schema] : []));
  const targets = new Map<unknown, Schema | boolean>();
  for (const { $ref } of schemas) {
    const target = typeof $ref === "string" ? tree.nodes.get(targetOf($ref, tree) ?? "") : undefined;
    if (target) targets.set($ref, target.schema);
  }
  const isTracked = schemas.some((one) => "unevaluatedProperties" in one || "unevaluatedItems" in one);
  return (value) => {
    const work: Work = { left: CHECKS_MAX, nested: 0 };
    const found = apply(root, value, { work, targets, isTracked }, null);
    if (work.left < 0)
      return {
        path: "",
        message: `its schema needs more than ${CHECKS_MAX.toLocaleString("en")} checks: shorten the data`,
      };
    return found && { path: fieldPath(found.names.toReversed()), message: found.message };
  };
};

const problem = (message: string, ...names: PropertyKey[]): Problem => ({ message, names });

/** @param outer gets what the schema looked at, if the value fits */
const apply = (schema: unknown, value: unknown, context: Context, outer: Seen | null): Problem | null => {
  const { work, isTracked } = context;
  if (work.nested >= NESTED_MAX) work.left = -1;
  // Once the work is used up, the answer no longer counts.
  if (--work.left < 0 || schema === true) return null;
  if (!isSchema(schema)) return problem("must be left out");
  const seen: Seen | null = isTracked ? new Set() : null;
  work.nested++;
  const scalar = scalarProblem(schema, value, work);
  const found =
    (scalar === null ? null : problem(scalar)) ??
    applySame(schema, value, context, seen) ??
    (Array.isArray(value)
      ? applyToList(schema, value, context, seen)
      : isSchema(value)
        ? applyToObject(schema, value, context, seen)
        : null);
  work.nested--;
  if (!found && outer && seen) for (const key of seen) outer.add(key);
  return found;
};

const applySame = (schema: Schema, value: unknown, context: Context, seen: Seen | null): Problem | null => {
  const { allOf, anyOf, oneOf, not, $ref, dependentSchemas } = schema;
  const all = [
    ...($ref === undefined ? [] : [context.targets.get($ref)]),
    ...(Array.isArray(allOf) ? allOf : []),
    ...(isSchema(dependentSchemas) && isSchema(value)
      ? Object.entries(dependentSchemas).flatMap(([name, one]) => (Object.hasOwn(value, name) ? [one] : []))
      : []),
  ];
  for (const one of all) {
    const found = apply(one, value, context, seen);
    if (found) return found;
  }
  // What all fitting forms looked at counts, so that a tracked check tries each of them.
  if (Array.isArray(anyOf) && countFits(anyOf, value, context, seen, seen ? anyOf.length : 1) === 0)
    return problem("fits none of the forms that the schema allows");
  const fitting = Array.isArray(oneOf) ? countFits(oneOf, value, context, seen, 2) : 1;
  if (fitting === 0) return problem("fits none of the forms that the schema allows");
  if (fitting > 1) return problem("fits more than one of the forms that the schema allows");
  if (not !== undefined && !apply(not, value, context, null)) return problem("has a form that the schema excludes");
  if (schema.if === undefined) return null;
  const branch = apply(schema.if, value, context, seen) ? schema.else : schema.then;
  return branch === undefined ? null : apply(branch, value, context, seen);
};

/** Counts the schemas that a value fits, up to `max`. */
const countFits = (
  schemas: readonly unknown[],
  value: unknown,
  context: Context,
  seen: Seen | null,
  max: number,
): number => {
  let count = 0;
  for (const one of schemas) {
    if (count === max) break;
    if (!apply(one, value, context, seen)) count++;
  }
  return count;
};

const applyToObject = (schema: Schema, value: Schema, context: Context, seen: Seen | null): Problem | null => {
  const { properties, additionalProperties, propertyNames, unevaluatedProperties } = schema;
  const missing = missingField(schema, value, context.work);
  if (missing) return missing;
  const own = isSchema(properties) ? properties : {};
  for (const name of Object.keys(value)) {
    context.work.left--;
    if (propertyNames !== undefined && apply(propertyNames, name, context, null))
      return problem("is not a possible name", name);
    const rule = Object.hasOwn(own, name) ? own[name] : additionalProperties;
    if (rule === undefined) continue;
    seen?.add(name);
    const found = applyInside(rule, value[name], name, context);
    if (found) return found;
  }
  return applyToUnseen(unevaluatedProperties, Object.entries(value), context, seen);
};

const missingField = ({ required, dependentRequired }: Schema, value: Schema, work: Work): Problem | null => {
  const lacking = (names: unknown): string | undefined => {
    if (!Array.isArray(names)) return undefined;
    work.left -= names.length;
    return names.find((name) => !Object.hasOwn(value, name));
  };
  const missing = lacking(required);
  if (missing !== undefined) return problem("is missing", missing);
  if (!isSchema(dependentRequired)) return null;
  for (const [name, names] of Object.entries(dependentRequired)) {
    const needed = Object.hasOwn(value, name) ? lacking(names) : undefined;
    if (needed !== undefined) return problem(`is missing: ${name} needs it`, needed);
  }
  return null;
};

const applyToList = (
  schema: Schema,
  value: readonly unknown[],
  context: Context,
  seen: Seen | null,
): Problem | null => {
  const { prefixItems, items, contains, unevaluatedItems } = schema;
  const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  for (const [place, entry] of (first.length > 0 || items !== undefined ? value : []).entries()) {
    const rule = place < first.length ? first[place] : items;
    if (rule === undefined) break;
    seen?.add(place);
    const found = applyInside(rule, entry, place, context);
    if (found) return found;
  }
  if (contains !== undefined) {
    const { minContains = 1, maxContains = Number.POSITIVE_INFINITY } = schema;
    let count = 0;
    for (const [place, entry] of value.entries()) {
      if (apply(contains, entry, context, null)) continue;
      count++;
      seen?.add(place);
    }
    if (count < Number(minContains)) return problem("lacks an entry that the schema asks for");
    if (count > Number(maxContains)) return problem("has too many entries of one kind");
  }
  return applyToUnseen(unevaluatedItems, [...value.entries()], context, seen);
};

/** Applies a schema to the fields or entries that no other part of the schema looked at. */
const applyToUnseen = (
  schema: unknown,
  all: readonly (readonly [PropertyKey, unknown])[],
  context: Context,
  seen: Seen | null,
): Problem | null => {
  if (schema === undefined) return null;
  for (const [key, value] of all) {
    context.work.left--;
    if (seen?.has(key)) continue;
    seen?.add(key);
    const found = applyInside(schema, value, key, context);
    if (found) return found;
  }
  return null;
};

const applyInside = (schema: unknown, value: unknown, key: PropertyKey, context: Context): Problem | null => {
  const found = schema === false ? problem("there is no such field") : apply(schema, value, context, null);
  found?.names.push(key);
  return found;
};
