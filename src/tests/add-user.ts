import { hashPassword } from "better-auth/crypto";
import type { Actor, Deps } from "#domain/context.ts";
import type { Role } from "#domain/sessions/role.schema.ts";
import { addUser } from "#domain/users/add-user.ts";

export const PASSWORD = "a long enough password";

/** Adds a user of the tenant who signs in with `PASSWORD`. */
export const addTestUser = async (deps: Deps, { tenantId }: Actor, email: string, role: Role = "admin") =>
  addUser(deps, { tenant: tenantId, email, name: "Owner", role }, await hashPassword(PASSWORD));
