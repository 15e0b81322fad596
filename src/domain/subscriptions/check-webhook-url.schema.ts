import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { mode } from "#domain/mode.schema.ts";

/** Exceeds the URL limit, so that a longer pasted URL gets the specific error. */
const TYPED_URL_CHARS_MAX = 8_192;

export const checkUrlInput = z.strictObject({
  url: z.string().max(TYPED_URL_CHARS_MAX),
  mode: mode.optional(),
  /** Webhook that is edited: its own URL is no duplicate. */
  id: objectId.optional(),
});

/** `unresolved` and `not_public` may be saved: DNS may be set up later. */
export const urlVerdict = z.discriminatedUnion("verdict", [
  z.object({ verdict: z.literal("usable") }),
  z.object({ verdict: z.literal("refused"), message: z.string() }),
  z.object({ verdict: z.literal("duplicate"), webhook: z.object({ id: z.string(), name: z.string() }) }),
  z.object({ verdict: z.literal("unresolved"), host: z.string() }),
  z.object({ verdict: z.literal("not_public"), host: z.string() }),
]);

export type CheckUrlInput = z.output<typeof checkUrlInput>;
export type UrlVerdict = z.output<typeof urlVerdict>;
