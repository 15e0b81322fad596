import { z } from "zod";

/** Mode of webhooks, events, deliveries and API keys, fixed when they are made. */
export const mode = z.enum(["live", "test"]);

export type Mode = z.output<typeof mode>;
