import { z } from "zod";
import { role } from "#domain/sessions/role.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "#domain/users/user.values.ts";

export const userEmail = z
  .email("use an email address such as ada@salon.com")
  .max(254)
  .transform((text) => text.toLowerCase());

export const addUserInput = z.strictObject({
  tenant: addTenantInput.shape.id,
  email: userEmail,
  name: addTenantInput.shape.name,
  role,
});

export const userPassword = z
  .string()
  .min(PASSWORD_CHARS_MIN, `use at least ${PASSWORD_CHARS_MIN} characters`)
  .max(PASSWORD_CHARS_MAX, `use at most ${PASSWORD_CHARS_MAX} characters`);

export const userView = z.object({
  id: z.string(),
  tenantId: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  hasSecondFactor: z.boolean(),
  createdAt: z.iso.datetime(),
});

export type UserView = z.output<typeof userView>;
export type AddUserInput = z.output<typeof addUserInput>;
