import { type ApiVersion, placeOfVersion } from "#domain/event-types/api-version.schema.ts";
import { versionOfBody, withVersion } from "#domain/event-types/body-version.ts";
import { findEventType, isOperationalEvent } from "#domain/event-types/catalog.ts";
import {
  toFlatTimes,
  toPrevious,
  withOtherSpelling,
  withoutPrevious,
  withPrevious,
} from "#domain/event-types/previous-values.ts";
import type { Turns } from "#domain/turns.ts";

type Convert = (body: Uint8Array, turns: Turns) => Generator<void, Uint8Array>;

/** Change that a version makes to some event types. */
type VersionChange = {
  version: ApiVersion;
  isOf: (event: string) => boolean;
  down: Convert;
  /** Serves events that were stored in the version before. */
  up?: Convert;
  /** Accepts data in the spelling of the version before. */
  canonical?: (data: Record<string, unknown>) => Record<string, unknown>;
  /** Returns a path of the data in both spellings. */
  spellings?: (path: string) => string[];
};

/** Platform types are the same in each version: their `previous` is a field of their own. */
const isAppointment = (event: string) => findEventType(event)?.family === "appointment";

/** Oldest first. A new version adds its changes here; each older version then follows from the newest. */
const CHANGES: readonly VersionChange[] = [
  {
    version: "2026-12-01",
    isOf: isAppointment,
    down: toFlatTimes,
    up: toPrevious,
    canonical: withPrevious,
    spellings: withOtherSpelling,
  },
  {
    version: "2026-12-01",
    isOf: (event) => findEventType(event) !== undefined && !isAppointment(event) && !isOperationalEvent(event),
    down: withoutPrevious,
  },
];

type Source = { event: string; body: Uint8Array };

/** Returns data in the spelling of the newest version, in which events are stored. */
export const canonicalData = (event: string, data: Record<string, unknown>): Record<string, unknown> =>
  changesOf(event).reduce((changed, { canonical }) => canonical?.(changed) ?? changed, data);

/** Returns a path of the data in the spelling of each version. */
export const spellingsOf = (event: string, path: string): string[] => [
  ...new Set([path, ...changesOf(event).flatMap(({ spellings }) => spellings?.(path) ?? [])]),
];

/**
 * Converts a stored body to a version, from the version that its head names; unknown versions change nothing. Values keep
 * their exact bytes: no number is parsed.
 */
export function* convertBody({ event, body }: Source, to: string, turns: Turns): Generator<void, Uint8Array> {
  const from = placeOfVersion(versionOfBody(body) ?? "");
  const until = placeOfVersion(to);
  if (from === -1 || until === -1 || from === until) return body;
  const between = changesOf(event).filter(({ version }) => {
    const place = placeOfVersion(version);
    return place > Math.min(from, until) && place <= Math.max(from, until);
  });
  let converted = body;
  for (const { up, down } of until > from ? between : between.toReversed()) {
    const convert = until > from ? up : down;
    if (convert) converted = yield* convert(converted, turns);
  }
  return withVersion(converted, to);
}

const changesOf = (event: string): readonly VersionChange[] => CHANGES.filter(({ isOf }) => isOf(event));
