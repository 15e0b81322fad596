import { z } from "zod";

/** An admin may do everything that the tenant may; a viewer may only read. */
export const role = z.enum(["admin", "viewer"]);

export type Role = z.output<typeof role>;
