import type { Actor, Deps, RequestOrigin } from "#domain/context.ts";

/** Who is signed in, as the session table says at this moment. */
export type SessionUser = { userId: string; tenantId: string; email: string; name: string; signedInAt: Date };

/** What a procedure may touch. The route that serves tRPC wires it. */
export type TrpcContext = {
  deps: Deps;
  session: SessionUser | null;
  /** Where the request came from, for the audit log. */
  from?: RequestOrigin;
  /** Calls back after each change of the tenant's events and deliveries; returns how to stop. */
  subscribeTenant: (tenantId: string, onChange: () => void) => () => void;
};

export const actorOf = (session: SessionUser, from?: RequestOrigin): Actor => ({
  tenantId: session.tenantId,
  by: { kind: "user", userId: session.userId, name: session.name || session.email },
  ...(from ? { from } : {}),
});
