import type { FieldError } from "#domain/errors.ts";
import { fieldPath } from "#domain/field-path.ts";
import {
  type Message,
  says,
  scalarProblem,
  spend,
  type Work,
  WorkUsedUp,
} from "#domain/platform-types/scalar-problem.ts";
import { isSchema, type Schema, targetOf, treeOf } from "#domain/platform-types/schema-tree.ts";

/** Checks of one event: about 30 ms of work. An event of 20,000 values needs a few for each value. */
export const CHECKS_MAX = 500_000;
/** Schemas applied within each other at one time: an event is at most 100 levels deep. */
const NESTED_MAX = 1_000;

/** Returns the first problem of a value, with a path relative to the value; null: the value fits. `work` bounds several checks together. */
export type CheckData = (value: unknown, work?: Work) => FieldError | null;

export const newWork = (max = CHECKS_MAX): Work => ({ max, left: max, nested: 0 });

/** `names` lead from the value outwards, innermost first. */
type Problem = { message: Message; names: PropertyKey[] };
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
  return (value, work = newWork()) => {
    work.nested = 0;
    try {
      const found = apply(root, value, { work, targets, isTracked }, null);
      if (!found) return null;
      const { message, names } = found;
      return { path: fieldPath(names.toReversed()), ...written(message) };
    } catch (error) {
      if (!(error instanceof WorkUsedUp)) throw error;
      return {
        path: "",
        message: `its schema needs more than ${work.max.toLocaleString("en")} checks: shorten the data`,
        reason: "field_too_much",
      };
    }
  };
};

const written = ({ text, reason, values }: Message): Omit<FieldError, "path"> => ({
  message: typeof text === "string" ? text : text(),
  reason,
  ...(values === undefined ? {} : { values: typeof values === "function" ? values() : values }),
});

const problem = (message: Message, ...names: PropertyKey[]): Problem => ({ message, names });

/** @param outer gets what the schema looked at, if the value fits */
const apply = (schema: unknown, value: unknown, context: Context, outer: Seen | null): Problem | null => {
  const { work, isTracked } = context;
  if (work.nested >= NESTED_MAX) throw new WorkUsedUp();
  spend(work, 1);
  if (schema === true) return null;
  if (!isSchema(schema)) return problem(says("must be left out", "field_unknown"));
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
  if (!found && outer && seen) {
    spend(work, seen.size);
    for (const key of seen) outer.add(key);
  }
  return found;
};

const applySame = (schema: Schema, value: unknown, context: Context, seen: Seen | null): Problem | null => {
  const { allOf, anyOf, oneOf, not, $ref } = schema;
  const missed =
    ($ref === undefined ? null : apply(context.targets.get($ref), value, context, seen)) ??
    applyAll(Array.isArray(allOf) ? allOf : [], value, context, seen) ??
    applyAll(dependentsOf(schema, value, context.work), value, context, seen);
  if (missed) return missed;
  // What all fitting forms looked at counts, so that a tracked check tries each of them.
  if (Array.isArray(anyOf) && countFits(anyOf, value, context, seen, seen ? anyOf.length : 1) === 0)
    return problem(says("fits none of the forms that the schema allows", "field_form"));
  const fitting = Array.isArray(oneOf) ? countFits(oneOf, value, context, seen, 2) : 1;
  if (fitting === 0) return problem(says("fits none of the forms that the schema allows", "field_form"));
  if (fitting > 1) return problem(says("fits more than one of the forms that the schema allows", "field_forms"));
  if (not !== undefined && !apply(not, value, context, null))
    return problem(says("has a form that the schema excludes", "field_excluded"));
  if (schema.if === undefined) return null;
  const branch = apply(schema.if, value, context, seen) ? schema.else : schema.then;
  return branch === undefined ? null : apply(branch, value, context, seen);
};

const applyAll = (schemas: readonly unknown[], value: unknown, context: Context, seen: Seen | null): Problem | null => {
  for (const one of schemas) {
    const found = apply(one, value, context, seen);
    if (found) return found;
  }
  return null;
};

const dependentsOf = ({ dependentSchemas }: Schema, value: unknown, work: Work): unknown[] => {
  if (!isSchema(dependentSchemas) || !isSchema(value)) return [];
  const names = Object.keys(dependentSchemas);
  spend(work, names.length);
  return names.filter((name) => Object.hasOwn(value, name)).map((name) => dependentSchemas[name]);
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
  const isLooked = [properties, additionalProperties, propertyNames].some((one) => one !== undefined);
  const names = isLooked ? Object.keys(value) : [];
  spend(context.work, names.length);
  for (const name of names) {
    if (propertyNames !== undefined && apply(propertyNames, name, context, null))
      return problem(says("is not a possible name", "field_name"), name);
    const rule = Object.hasOwn(own, name) ? own[name] : additionalProperties;
    if (rule === undefined) continue;
    seen?.add(name);
    const found = applyInside(rule, value[name], name, context);
    if (found) return found;
  }
  return applyToUnseen(unevaluatedProperties, () => Object.entries(value), context, seen);
};

const missingField = ({ required, dependentRequired }: Schema, value: Schema, work: Work): Problem | null => {
  const lacking = (names: unknown): string | undefined => {
    if (!Array.isArray(names)) return undefined;
    spend(work, names.length);
    return names.find((name) => !Object.hasOwn(value, name));
  };
  const missing = lacking(required);
  if (missing !== undefined) return problem(says("is missing", "field_missing"), missing);
  if (!isSchema(dependentRequired)) return null;
  const dependent = Object.keys(dependentRequired);
  spend(work, dependent.length);
  for (const name of dependent) {
    const needed = Object.hasOwn(value, name) ? lacking(dependentRequired[name]) : undefined;
    if (needed !== undefined)
      return problem(says(`is missing: ${name} needs it`, "field_needed", { by: name }), needed);
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
    if (count < Number(minContains))
      return problem(says("lacks an entry that the schema asks for", "field_lacks_entry"));
    if (count > Number(maxContains)) return problem(says("has too many entries of one kind", "field_repeats_entry"));
  }
  return applyToUnseen(unevaluatedItems, () => [...value.entries()], context, seen);
};

/** Applies a schema to the fields or entries that no other part of the schema looked at. */
const applyToUnseen = (
  schema: unknown,
  allOf: () => readonly (readonly [PropertyKey, unknown])[],
  context: Context,
  seen: Seen | null,
): Problem | null => {
  if (schema === undefined) return null;
  const all = allOf();
  spend(context.work, all.length);
  for (const [key, value] of all) {
    if (seen?.has(key)) continue;
    seen?.add(key);
    const found = applyInside(schema, value, key, context);
    if (found) return found;
  }
  return null;
};

const applyInside = (schema: unknown, value: unknown, key: PropertyKey, context: Context): Problem | null => {
  const found =
    schema === false ? problem(says("there is no such field", "field_unknown")) : apply(schema, value, context, null);
  found?.names.push(key);
  return found;
};
