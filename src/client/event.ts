import { createHash } from "node:crypto";
import { type EventDataByName, resourceKeys, type SendableName } from "./generated/event-types.ts";

/** Data of an event with its tenant. `$mode: "test"` makes a sandbox event. */
export type EventData<Name extends SendableName> = EventDataByName[Name] & {
  tenantId: string;
  /** Counts the changes of one resource from 1. The outbox sets it. */
  sequence?: number;
  $mode?: "test";
};

/** Event as `POST /e/{eventKey}` takes it. `ts` is in milliseconds since 1970. */
export type EventOf<Name extends SendableName> = { name: Name; data: EventData<Name>; id?: string; ts?: number };

export type BellhopEvent = { [Name in SendableName]: EventOf<Name> }[SendableName];

export type EventOptions = {
  /** Default: made of resource, event name and sequence, where there is a sequence. Bellhop takes an id once. */
  id?: string;
  /** When the change happened. An event more than a minute ahead is delivered then. */
  at?: Date;
  /** Fields that the event type does not name. They are delivered unchanged. */
  extra?: Readonly<Record<string, unknown>>;
};

export const eventBuilder =
  <Name extends SendableName>(name: Name) =>
  (data: EventData<Name>, { id, at, extra }: EventOptions = {}): EventOf<Name> => {
    // Twice: the fields of the type come first for the reader, and win over an extra of the same name.
    const event: EventOf<Name> = { name, data: { ...data, ...extra, ...data } };
    const ownId =
      id ?? (data.sequence === undefined ? undefined : eventId(name, resourceIdOf(name, data), data.sequence));
    if (ownId !== undefined) event.id = ownId;
    if (at) event.ts = at.getTime();
    return event;
  };

const RESOURCE_CHARS_MAX = 120;

/**
 * Makes the id of a change: `<resource>:<change>:<sequence>`. The change is the whole event name, because an appointment and
 * a payment may have the same id. A long resource id is hashed: Bellhop takes ids of at most 200 characters.
 */
export const eventId = (name: SendableName, resourceId: string, sequence: number): string => {
  const resource =
    resourceId.length > RESOURCE_CHARS_MAX ? createHash("sha256").update(resourceId).digest("base64url") : resourceId;
  return `${resource}:${name}:${sequence}`;
};

/** Throws where the id of the resource is missing, because nothing could be counted or kept in order. */
export const resourceIdOf = (name: SendableName, data: Readonly<Record<string, unknown>>): string => {
  const key = resourceKeys[name];
  const value = data[key];
  if (typeof value === "string" && value !== "") return value;
  throw new TypeError(`${name} needs data.${key}, a text that is not empty.`);
};
