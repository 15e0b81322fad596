import { z } from "zod";
import { NOT_BLANK } from "#domain/bounded.schema.ts";

const ID_HINT = "use 1 to 64 letters, digits, dots, colons, hyphens and underscores";

export const addTenantInput = z.strictObject({
  id: z
    .string()
    .max(64, { abort: true, error: ID_HINT })
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, ID_HINT),
  name: z
    .string()
    .trim()
    .min(1, "give the tenant a name")
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, "must not hold control characters")
    .meta(NOT_BLANK),
});

export const tenantView = z.object({ id: z.string(), name: z.string(), createdAt: z.iso.datetime() });

export type AddTenantInput = z.output<typeof addTenantInput>;
export type TenantView = z.output<typeof tenantView>;
