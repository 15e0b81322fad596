import type { Actor, Deps } from "#domain/context.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";

/** What a procedure may touch. The route that serves tRPC wires it. */
export type TrpcContext = {
  deps: Deps;
  session: SignedIn | null;
  /** Calls back after each change of the tenant's events and deliveries; returns how to stop. */
  subscribeTenant: (tenantId: string, onChange: () => void) => () => void;
};

export const actorOf = ({ tenantId, userId }: SignedIn): Actor => ({ tenantId, by: { kind: "user", userId } });
