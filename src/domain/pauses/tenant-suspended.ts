import { DomainError } from "#domain/errors.ts";

/** Reason of rejected events of a suspended tenant. */
export const TENANT_SUSPENDED = "tenant_suspended";

export const tenantSuspended = (): DomainError =>
  new DomainError("forbidden", "This account is suspended. Ask the operator of your booking system.", [], {
    reason: "tenant_suspended",
  });
