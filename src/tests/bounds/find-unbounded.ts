import type { z } from "zod";

type Def = Readonly<Record<string, unknown>> & { type: string };
type Schema = z.core.$ZodType;

/**
 * Places of a schema without a bound: texts, lists and records without a maximum, objects that take any name, values of
 * any type. Bounded lists and records must refuse one entry too many before they read an entry.
 */
export const findUnbounded = (schema: Schema, path: string): string[] => {
  const def = schema._zod.def as unknown as Def;
  const inner = (key: string, at = path) => findUnbounded(def[key] as Schema, at);
  const all = (key: string) => (def[key] as Schema[]).flatMap((one) => findUnbounded(one, path));
  switch (def.type) {
    case "string":
      return maximumOf(schema) !== null ? [] : [`${path}: a text without a maximum`];
    case "array":
      return [...refusesUnread(schema, path, listOf), ...inner("element", `${path}[]`)];
    case "record":
      return [`${path}: a record that is not a boundedRecord`];
    case "object":
      return [
        ...Object.entries(def.shape as Record<string, Schema>).flatMap(([name, field]) =>
          findUnbounded(field, `${path}.${name}`),
        ),
        ...(def.catchall && (def.catchall as Schema)._zod.def.type !== "never" ? [`${path}: takes any name`] : []),
      ];
    case "pipe": {
      const record = (def.out as Schema)._zod.def as unknown as Def;
      if (record.type !== "record") return [...inner("in"), ...inner("out")];
      return [...refusesUnread(schema, path, recordOf), ...findUnbounded(record.valueType as Schema, `${path}.*`)];
    }
    case "union":
      return all("options");
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
      return inner("innerType");
    case "number":
    case "boolean":
    case "enum":
    case "literal":
    case "never":
    case "undefined":
    case "transform":
      return [];
    default:
      return [`${path}: whether a ${def.type} has a bound is not known: add it to findUnbounded`];
  }
};

const refusesUnread = (
  schema: Schema,
  path: string,
  many: (count: number, onRead: () => void) => unknown,
): string[] => {
  const max = maximumOf(schema);
  if (max === null) return [`${path}: a list or record without a maximum`];
  const problems = [max + 1, 2 * max + 1].map((count) => {
    let reads = 0;
    const { issues } = parse(
      schema,
      many(count, () => reads++),
    );
    if (reads > 0) return "looks at entries before it counts them";
    return issues.length === 1 ? null : `gives ${issues.length} issues for one entry too many`;
  });
  // A use case may refuse more than is described in words of its own: the schema then has twice that bound.
  return problems.includes(null) ? [] : [`${path}: ${problems[0]}`];
};

/** Maximum from the schema's checks, or from the description of a bounded record. */
const maximumOf = (schema: Schema): number | null => {
  const { out, checks = [] } = schema._zod.def as { out?: z.ZodType; checks?: z.core.$ZodCheck[] };
  const stated = checks.map(({ _zod: { def } }) => def as { check: string; maximum?: unknown });
  const max = out ? out.meta()?.maxProperties : stated.find(({ check }) => check === "max_length")?.maximum;
  return typeof max === "number" ? max : null;
};

const parse = (schema: Schema, value: unknown): { issues: readonly unknown[] } => {
  const payload = schema._zod.run({ value, issues: [] }, { async: false });
  if (payload instanceof Promise) throw new Error("an input schema must not be asynchronous");
  return payload;
};

/** List that reports each read of an entry. */
const listOf = (count: number, onRead: () => void): unknown[] =>
  new Proxy(Array.from({ length: count }), {
    get: (target, key) => {
      if (typeof key === "string" && /^\d+$/.test(key)) onRead();
      return Reflect.get(target, key);
    },
  });

const recordOf = (count: number, onRead: () => void): object =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`name${index}`, { enumerable: true, get: onRead } as const]),
    ),
  );
