import { z } from "zod";

/** Longest part of a path: an event type, or a host to pause. */
export const PARAM_CHARS_MAX = 300;

export const tenantParams = z.object({ tenantId: z.string().max(PARAM_CHARS_MAX).describe("ID of the tenant") });
