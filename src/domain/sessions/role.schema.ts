import { z } from "zod";

/** Viewers only read. Admins may do all that the tenant may. */
export const role = z.enum(["admin", "viewer"]);

export type Role = z.output<typeof role>;
