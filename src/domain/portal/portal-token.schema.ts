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
  /** How the dashboard calls the person; `sub` if left out. */
  name: plainText(200).optional(),
  /** How a tenant that is made by this hand-off is called; its id if left out. */
  tenant_name: addTenantInput.shape.name.optional(),
});

/** Ends the sessions that hand-offs have opened: those of one person, or of all the tenant's people without `sub`. */
export const endSessionsClaims = z.object({
  ...common,
  action: z.literal("end_sessions"),
  sub: plainText(200).optional(),
});

export type HandOffClaims = z.output<typeof handOffClaims>;
export type EndSessionsClaims = z.output<typeof endSessionsClaims>;
