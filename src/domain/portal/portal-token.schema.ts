import { z } from "zod";
import { role } from "#domain/sessions/role.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";

const plainText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, "must not hold control characters");

const tenant = addTenantInput.shape.id;

/** Claims that every token of the platform carries, besides `iss`, `aud`, `iat` and `exp`. */
const common = { tenant, jti: plainText(200), exp: z.number() };

/** Hands one signed-in person of the platform over. */
export const handOffClaims = z.object({
  ...common,
  action: z.never({ error: "a token that ends sessions opens none" }).optional(),
  sub: plainText(200),
  role,
  /** Name in the dashboard; `sub` if left out. */
  name: plainText(200).optional(),
  /** Name of a tenant that this hand-off creates; its id if left out. */
  tenant_name: addTenantInput.shape.name.optional(),
});

/** Ends the sessions that hand-offs opened for one person, or for all people of the tenant without `sub`. */
export const endSessionsClaims = z.object({
  ...common,
  action: z.literal("end_sessions"),
  sub: plainText(200).optional(),
});

export type HandOffClaims = z.output<typeof handOffClaims>;
export type EndSessionsClaims = z.output<typeof endSessionsClaims>;
