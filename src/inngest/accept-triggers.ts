import { eventTypes, isOperationalEvent } from "#domain/event-types/catalog.ts";

/** Prefix of function ids (`bellhop-<function>`). A change orphans the runs of a real Inngest. */
export const APP_ID = "bellhop";

export const ACCEPT_EVENTS_ID = "accept-events";

/** Event names that start `accept-events`. Includes derived types, so that such an event is stored as rejected with the reason. */
export const acceptTriggers: readonly string[] = eventTypes
  .map(({ name }) => name)
  .filter((name) => !isOperationalEvent(name));
