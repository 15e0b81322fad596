import type { FieldShape, Shapes } from "./field-shapes.ts";

/** Shapes of all event types of one version, by event type. */
export type Snapshot = Record<string, Shapes>;

/**
 * Finds changes that break a sender or a receiver of a published version: a field or an event type that is gone, a field that is
 * newly required or may newly be missing, and a field that accepts less than before.
 */
export const breakingChanges = (before: Snapshot, after: Snapshot): string[] =>
  Object.entries(before).flatMap(([type, shapes]) => {
    const now = after[type];
    return now ? changesOfFields(shapes, now).map((change) => `${type}: ${change}`) : [`${type} is gone`];
  });

const changesOfFields = (before: Shapes, after: Shapes): string[] => [
  ...Object.entries(before).flatMap(([path, shape]) => {
    const now = after[path];
    return now ? changesOfShape(shape, now).map((change) => `${path} ${change}`) : [`${path} is gone`];
  }),
  ...Object.entries(after).flatMap(([path, { required }]) => {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf(".")));
    const isInKnown = parent === "" || parent in before;
    return required && isInKnown && !(path in before) ? [`${path} is new and required`] : [];
  }),
];

const changesOfShape = (before: FieldShape, after: FieldShape): string[] => {
  const refused = before.types.filter((type) => !accepts(after.types, type));
  const lost = after.values ? (before.values ?? ["any value"]).filter((value) => !after.values?.includes(value)) : [];
  const narrowed = Object.entries(after.limits ?? {}).filter(([limit, value]) =>
    isStricter(limit, before.limits?.[limit], value),
  );
  return [
    ...(refused.length > 0 ? [`no longer accepts ${refused.join(", ")}`] : []),
    ...(lost.length > 0 ? [`no longer accepts ${JSON.stringify(lost)}`] : []),
    ...narrowed.map(([limit, value]) => `has a stricter ${limit}: ${JSON.stringify(value)}`),
    ...(after.required && !before.required ? ["is required now"] : []),
    ...(before.required && !after.required ? ["may be missing now"] : []),
    ...(after.closed && !before.closed ? ["no longer accepts other fields"] : []),
  ];
};

const accepts = (types: readonly string[], type: string) =>
  types.includes(type) || types.includes("any") || (type === "integer" && types.includes("number"));

const isStricter = (limit: string, before: unknown, after: unknown): boolean => {
  if (typeof before === "number" && typeof after === "number")
    return /^(min|exclusiveMin)/.test(limit) ? after > before : after < before;
  return before !== after;
};
