import type { Actor, Deps } from "#domain/context.ts";

/** Who is signed in, as the session table says at this moment. */
export type SessionUser = { userId: string; tenantId: string; email: string; name: string };

/** What a procedure may touch. The route that serves tRPC wires it. */
export type TrpcContext = {
  deps: Deps;
  session: SessionUser | null;
  /** Calls back after each change of the tenant's events and deliveries; returns how to stop. */
  subscribeTenant: (tenantId: string, onChange: () => void) => () => void;
};

export const actorOf = (session: SessionUser): Actor => ({
  tenantId: session.tenantId,
  by: { kind: "user", userId: session.userId },
});
