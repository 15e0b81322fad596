import { eventTypes, isOperationalEvent } from "#domain/event-types/catalog.ts";

/** Prefix of function ids (`bellhop-<function>`). A change orphans the runs of a real Inngest. */
export const APP_ID = "bellhop";

/** A real Inngest refuses the registration of all functions if one of them has more (measured with 1.43). */
export const TRIGGERS_PER_FUNCTION_MAX = 10;

/** Event types that start an `accept-events` function. Derived types are included, so that such an event is stored as rejected with the reason. */
const acceptedTypes = eventTypes.filter(({ name }) => !isOperationalEvent(name));

export const acceptTriggers: readonly string[] = acceptedTypes.map(({ name }) => name);

/** Packs whole families into one function where they fit. */
const packFamilies = (): string[][] => {
  const packed: string[][] = [];
  for (const family of Map.groupBy(acceptedTypes, (type) => type.family).values()) {
    const names = family.map(({ name }) => name);
    for (let at = 0; at < names.length; at += TRIGGERS_PER_FUNCTION_MAX) {
      const part = names.slice(at, at + TRIGGERS_PER_FUNCTION_MAX);
      const last = packed.at(-1);
      if (last && last.length + part.length <= TRIGGERS_PER_FUNCTION_MAX) last.push(...part);
      else packed.push(part);
    }
  }
  return packed;
};

/** Functions that accept events, each with its triggers: `accept-events`, `accept-events-2` and so on. */
export const acceptFunctions: readonly { id: string; triggers: readonly string[] }[] = packFamilies().map(
  (triggers, index) => ({ id: index === 0 ? "accept-events" : `accept-events-${index + 1}`, triggers }),
);
