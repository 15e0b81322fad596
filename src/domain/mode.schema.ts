import { z } from "zod";
import { MODES } from "#domain/mode.values.ts";

/** Mode of webhooks, events, deliveries and API keys, fixed when they are made. */
export const mode = z.enum(MODES);

export type Mode = z.output<typeof mode>;
