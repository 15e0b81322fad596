import { z } from "zod";
import { portalBrand } from "#domain/brand/brand.schema.ts";
import { role } from "#domain/sessions/role.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";

const plainText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, "must not hold control characters");

const tenant = addTenantInput.shape.id;

const common = { tenant, jti: plainText(200), exp: z.number() };

export const handOffClaims = z.object({
  ...common,
  action: z.never({ error: "a token that ends sessions opens none" }).optional(),
  sub: plainText(200),
  role,
  /** Default: `sub`. */
  name: plainText(200).optional(),
  /** Name for a tenant that this hand-off creates. Default: its id. */
  tenant_name: addTenantInput.shape.name.optional(),
  /** Look of the dashboard in this session. */
  brand: portalBrand.optional(),
});

/** Ends all portal sessions of the tenant if `sub` is left out. */
export const endSessionsClaims = z.object({
  ...common,
  action: z.literal("end_sessions"),
  sub: plainText(200).optional(),
});

export type HandOffClaims = z.output<typeof handOffClaims>;
export type EndSessionsClaims = z.output<typeof endSessionsClaims>;
