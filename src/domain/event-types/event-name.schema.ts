import { z } from "zod";
import { EVENT_NAME_CHARS_MAX } from "#domain/bounded.schema.ts";

/** Name in a webhook's `events`. `check-event-name.ts` refuses unknown names; the API's description lists the known ones. */
export const subscribedName = z.string().max(EVENT_NAME_CHARS_MAX);

/** Name of an event whose sample may be sent as a test. */
export const testedName = z.string().max(EVENT_NAME_CHARS_MAX);

/** Name of an event that a backend sends. */
export const sentName = z.string();
