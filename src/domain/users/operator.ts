import type { Actor } from "#domain/context.ts";

/** Who changes users: a command of the operator, or an operator key. */
export type Operator = Pick<Actor, "by" | "from">;

export const SYSTEM: Operator = { by: { kind: "system" } };
