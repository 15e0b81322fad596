import { z } from "zod";
import { MODES } from "#domain/mode.values.ts";

/** Mode of webhooks, events, deliveries and API keys, fixed when they are made. */
export const mode = z.enum(MODES);

/** Mode of the objects in a list: see `listedMode`. */
export const modeFilter = mode
  .optional()
  .describe("Objects of this mode only. Default: the mode of the webhook in the path, else of the API key");

export type Mode = z.output<typeof mode>;
