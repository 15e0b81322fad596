import { BODY_FIELDS } from "#domain/event-types/build-event-body.ts";
import { spellingsOf } from "#domain/event-types/convert-body.ts";
import { childOf, emptyTree, type Field, type FieldTree, findFields } from "#domain/json/find-fields.ts";
import type { Turns } from "#domain/turns.ts";

type Source = { event: string; body: Uint8Array };

/** Accepts `paths` only among the prepared ones. */
export type Redactor = (paths: readonly string[]) => Generator<void, Uint8Array>;

/**
 * Removes fields from `data`, and a resource id also from the top. A path applies to every entry of a list, and in the
 * spelling of each API version; an unknown path changes nothing. Other bytes stay the same.
 *
 * Walks a body once for all webhooks. A redactor costs one step per field and remembers its results.
 *
 * @param paths like `customer.phone`
 */
export function* prepareRedaction(
  { event, body }: Source,
  paths: readonly string[],
  turns: Turns,
): Generator<void, Redactor> {
  const spelled = paths.flatMap((path) => spellingsOf(event, path));
  const numbers = new Map([...new Set(spelled)].map((path, number) => [path, number]));
  const fields = yield* findFields(body, treeOf(numbers), turns);
  const made = new Map<string, Uint8Array>();
  return function* (wanted) {
    const chosen = new Set(
      wanted.flatMap((path) => spellingsOf(event, path)).flatMap((path) => numbers.get(path) ?? []),
    );
    const key = [...chosen].sort((a, b) => a - b).join();
    const redacted = made.get(key) ?? (yield* cut(body, fields, chosen, turns));
    made.set(key, redacted);
    return redacted;
  };
}

/** Asks the body and not the event type, which may be changed or removed by now, where an id stands. */
const treeOf = (numbers: ReadonlyMap<string, number>): FieldTree => {
  const root = emptyTree();
  const data = childOf(root, "data");
  for (const [path, field] of numbers) {
    path.split(".").reduce(childOf, data).field = field;
    if (!path.includes(".") && !BODY_FIELDS.includes(path)) childOf(root, path).field = field;
  }
  return root;
};

const BYTES_PER_STEP = 128;

/** Removes one comma per member: the one before it, else the one after it. */
function* cut(
  body: Uint8Array,
  fields: readonly Field[],
  chosen: ReadonlySet<number>,
  { step }: Turns,
): Generator<void, Uint8Array> {
  if (fields.length === 0) return body;
  const parts = new Uint8Array(body.byteLength);
  let length = 0;
  let from = 0;
  for (const { field, start, end, comma, next } of fields) {
    if (step()) yield;
    if (!chosen.has(field) || start < from) continue;
    const to = comma >= from ? comma : start;
    parts.set(body.subarray(from, to), length);
    length += to - from;
    from = comma >= from || next === -1 ? end : next;
  }
  if (from === 0) return body;
  if (step(body.byteLength / BYTES_PER_STEP)) yield;
  parts.set(body.subarray(from), length);
  return parts.subarray(0, length + body.byteLength - from);
}
