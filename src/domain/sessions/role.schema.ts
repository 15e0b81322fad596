import { z } from "zod";

/** What a person may do: an admin everything that the tenant may, a viewer only look. */
export const role = z.enum(["admin", "viewer"]);

export type Role = z.output<typeof role>;
