import { editMembers, joinMembers, renamed } from "#domain/json/edit-members.ts";
import { childOf, emptyTree, type Field, findFields } from "#domain/json/find-fields.ts";
import type { Turns } from "#domain/turns.ts";

// Version 2026-12-01 has all old values in `data.previous`. Version 2026-11-01 has no `previous`; an appointment has its old times
// beside the new ones.

const TIMES = [
  { flat: "previousStartTime", name: "startTime" },
  { flat: "previousEndTime", name: "endTime" },
] as const;

const PLACES: readonly string[] = ["previous", ...TIMES.flatMap(({ flat, name }) => [flat, `previous.${name}`])];

/**
 * Moves flat times into `previous`; a time that stands there wins. Other fields keep their order. Returns the same object
 * if nothing is to move.
 */
export const withPrevious = (data: Record<string, unknown>): Record<string, unknown> => {
  const { previous = null } = data;
  const flat = Object.entries(data).filter(([key, value]) => nameOf(key) && isTime(value));
  if (flat.length === 0 || typeof previous !== "object" || Array.isArray(previous)) return data;
  const given: Record<string, unknown> = { ...previous };
  const moved = flat.map(([key, value]) => [nameOf(key) ?? key, value] as const);
  const merged = { ...given, ...Object.fromEntries(moved.filter(([name]) => !Object.hasOwn(given, name))) };
  let isPlaced = Object.hasOwn(data, "previous");
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) => {
      if (key === "previous") return [[key, merged]];
      if (!nameOf(key) || !isTime(value)) return [[key, value]];
      if (isPlaced) return [];
      isPlaced = true;
      return [["previous", merged]];
    }),
  );
};

const nameOf = (key: string) => TIMES.find(({ flat }) => flat === key)?.name;

/** A backend may use the flat names for something else, in event types that never had these times. */
const isTime = (value: unknown) => value === null || typeof value === "string";

/** Adds the other spelling of a path: a hidden field stays hidden in each version. */
export const withOtherSpelling = (path: string): string[] => [
  path,
  ...TIMES.flatMap(({ flat, name }) => {
    if (path === flat) return [`previous.${name}`];
    return path === "previous" || path === `previous.${name}` ? [flat] : [];
  }),
];

/** Converts a body of an appointment from 2026-12-01 to 2026-11-01. Values keep their bytes. */
export function* toFlatTimes(body: Uint8Array, turns: Turns): Generator<void, Uint8Array> {
  const places = yield* findPlaces(body, turns);
  const previous = places.get("previous");
  if (!previous) return body;
  const times = TIMES.flatMap(({ flat, name }) => {
    const time = startsWith(body, previous, "{") && places.get(`previous.${name}`);
    return time ? [{ flat, start: time.start, text: renamed(body, time, flat) }] : [];
  }).sort((a, b) => a.start - b.start);
  const text = times.length === 0 ? null : joinMembers(times.map((time) => time.text));
  const doubled = times.flatMap(({ flat }) => places.get(flat) ?? []);
  return editMembers(body, [{ member: previous, text }, ...doubled.map((member) => ({ member, text: null }))]);
}

/** Converts a body of another resource from 2026-12-01 to 2026-11-01. */
export function* withoutPrevious(body: Uint8Array, turns: Turns): Generator<void, Uint8Array> {
  const previous = (yield* findPlaces(body, turns)).get("previous");
  return previous ? editMembers(body, [{ member: previous, text: null }]) : body;
}

/** Converts a body of an appointment from 2026-11-01 to 2026-12-01, as `withPrevious` does. */
export function* toPrevious(body: Uint8Array, turns: Turns): Generator<void, Uint8Array> {
  const places = yield* findPlaces(body, turns);
  const flat = TIMES.flatMap(({ flat: key, name }) => {
    const member = places.get(key);
    const isTimeThere = member && (startsWith(body, member, '"') || startsWith(body, member, "n"));
    return isTimeThere ? [{ member, name, text: renamed(body, member, name) }] : [];
  }).sort((a, b) => a.member.start - b.member.start);
  const previous = places.get("previous");
  const isGiven = previous !== undefined && startsWith(body, previous, "{");
  const placed = previous ?? flat[0]?.member;
  if (flat.length === 0 || !placed || (previous && !isGiven && !startsWith(body, previous, "n"))) return body;
  const given = isGiven ? [innerOf(body, previous)] : [];
  const missing = flat.filter(({ name }) => !places.has(`previous.${name}`));
  const inner = joinMembers([...given, ...missing.map(({ text }) => text)].filter((part) => part.byteLength > 0));
  const text = Buffer.concat([Buffer.from('"previous":{'), inner, Buffer.from("}")]);
  const removed = flat.filter(({ member }) => member !== placed).map(({ member }) => ({ member, text: null }));
  return editMembers(body, [{ member: placed, text }, ...removed]);
}

function* findPlaces(body: Uint8Array, turns: Turns): Generator<void, Map<string, Field>> {
  // Most bodies have no old values, and a native search is far cheaper than a walk.
  if (!Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes('"previous')) return new Map();
  const tree = emptyTree();
  const data = childOf(tree, "data");
  for (const [field, place] of PLACES.entries()) place.split(".").reduce(childOf, data).field = field;
  const found = yield* findFields(body, tree, turns);
  return new Map(found.map((member) => [PLACES[member.field] ?? "", member]));
}

const startsWith = (body: Uint8Array, { value }: Field, character: string) => body[value] === character.charCodeAt(0);

/** Members of an object, without its braces and the white space at its ends. */
const innerOf = (body: Uint8Array, { value, end }: Field): Uint8Array =>
  Buffer.from(
    Buffer.from(body.subarray(value + 1, end - 1))
      .toString()
      .trim(),
  );
