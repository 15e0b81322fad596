import {
  eventTypeNames,
  eventTypes,
  findEventType,
  isOperationalEvent,
  sourcesOf,
} from "#domain/event-types/catalog.ts";
import { familyOfName, isOperationalFamily } from "#domain/event-types/event-families.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";
import { isWildcard, wildcardsWith } from "#domain/event-types/wildcards.ts";

/** Reserves names for this system and Inngest. */
export const INTERNAL_NAME = /^(inngest\/|bellhop\/|webhook[./]|delivery\.)/;

export const unknownEventType = (name: string, platform: PlatformTypes = NO_PLATFORM_TYPES): string =>
  unknownAmong(name, [...eventTypeNames, ...platform.byName.keys()]);

/** Returns why the sender may not send an event of this name; null when it may. */
export const sendingProblem = (name: string, platform: PlatformTypes = NO_PLATFORM_TYPES): string | null => {
  const type = findEventType(name);
  if (type?.sendable || platform.byName.has(name)) return null;
  const known = [...sendable, ...platform.byName.keys()];
  if (isOperationalEvent(name))
    return `${quote(name)} is an internal name: we make these events ourselves. Send one of: ${known.join(", ")}.`;
  if (INTERNAL_NAME.test(name)) return `${quote(name)} is an internal name. Send one of: ${known.join(", ")}.`;
  if (!type) return unknownAmong(name, known);
  return `${quote(name)} is derived and cannot be sent. Send ${sourcesOf(type).map(quote).join(" or ")} instead.`;
};

/** Returns why a webhook cannot subscribe to this name; null when it can. */
export const subscribingProblem = (name: string, platform: PlatformTypes = NO_PLATFORM_TYPES): string | null => {
  const wildcards = wildcardsWith(platform);
  if (findEventType(name) || platform.byName.has(name) || wildcards.includes(name)) return null;
  if (!isWildcard(name)) return `${unknownEventType(name, platform)} Wildcards: ${wildcards.join(", ")}.`;
  if (isOperationalFamily(familyOfName(name)))
    return `${quote(name)} does not exist: no wildcard stands for events about webhooks. Name them: ${operational.join(", ")}.`;
  return `Unknown wildcard ${quote(name)}. Known: ${wildcards.join(", ")}.`;
};

const unknownAmong = (name: string, known: readonly string[]): string =>
  `Unknown event type ${quote(name)}. Known: ${known.join(", ")}.`;

const operational = eventTypeNames.filter(isOperationalEvent);
const sendable = eventTypes.filter((type) => type.sendable).map((type) => type.name);

/** Shortens a name from outside and escapes its control characters. */
export const quote = (name: string) => JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
