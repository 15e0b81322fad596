import { z } from "zod";

/** Bodies as text. `eventId` null = sample data, because no event is kept. */
export const versionExample = z.object({
  event: z.string(),
  eventId: z.string().nullable(),
  now: z.string(),
  upgraded: z.string(),
});

/** `example` null = the webhook has the newest version. `goBack` null = no upgrade in the last 72 hours. */
export const versionPreview = z.object({
  current: z.string(),
  newest: z.string(),
  example: versionExample.nullable(),
  goBack: z.object({ to: z.string(), until: z.iso.datetime() }).nullable(),
});

export type VersionExample = z.output<typeof versionExample>;
export type VersionPreview = z.output<typeof versionPreview>;
