import type { PageChange, RequestOrigin } from "#domain/context.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Dependencies of procedures. The tRPC route creates them. */
export type TrpcContext = {
  deps: EngineDeps;
  session: SignedIn | null;
  from?: RequestOrigin;
  /** Calls `onChange` after each change of the tenant's events, deliveries or figures. Returns the unsubscribe function. */
  subscribeTenant: (tenantId: string, onChange: (change: PageChange) => void) => () => void;
};
