import type { Actor, Deps } from "#domain/context.ts";

/**
 * Dependencies of operator use cases. They see the rows of all tenants, as the engine's role, so only the operator's
 * handler and commands may import this type (`src/lint/layers.ts`).
 */
export type OperatorDeps = Deps & {
  hashPassword: (password: string) => Promise<string>;
  /** Ends the wait after wrong passwords and codes. */
  forgetSignInFailures: (user: { email: string; userId: string }) => Promise<void>;
  /** Origins of the platform's pages, to which a session may lead back. */
  portalOrigins: readonly string[];
};

/** Parts of `OperatorDeps` that are no `Deps`. */
export type OperatorParts = Omit<OperatorDeps, keyof Deps>;

/** Caller of an operator use case: an operator key, or the system for a command. */
export type OperatorActor = Pick<Actor, "by" | "from">;

/** Caller of a command, on the machine itself. */
export const SYSTEM_OPERATOR: OperatorActor = { by: { kind: "system" } };

/** Runs the transactions of use cases as the engine's role too. */
export const asOperator = <Own extends Deps>(deps: Own, parts: OperatorParts): Own & OperatorParts => ({
  ...deps,
  ...parts,
  tenantTransaction: (_, act) => deps.engineTransaction(act),
});

/** Actor for use cases of a tenant that the operator calls on its behalf. */
export const actorOnBehalf = ({ by, from }: OperatorActor, tenantId: string): Actor => ({
  tenantId,
  by,
  ...(from ? { from } : {}),
  seesUrls: true,
});
