import type { RequestOrigin } from "#domain/context.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Everything a procedure may touch. The route that serves tRPC wires it. */
export type TrpcContext = {
  deps: EngineDeps;
  session: SignedIn | null;
  /** Origin of the request, for the audit log. */
  from?: RequestOrigin;
  /** Calls back after each change of the tenant's events and deliveries; returns how to stop. */
  subscribeTenant: (tenantId: string, onChange: () => void) => () => void;
};
