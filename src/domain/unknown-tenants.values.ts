/**
 * What the event API does with events of a tenant that does not exist. `refuse`: stores nothing of the request. `reject_event`: stores these
 * events as rejected. `create`: makes the tenant, unless that id was removed lately.
 */
export const UNKNOWN_TENANTS = ["refuse", "reject_event", "create"] as const;

export type UnknownTenants = (typeof UNKNOWN_TENANTS)[number];

/** Reasons of rejected events. */
export const UNKNOWN_TENANT = "unknown_tenant";
export const TENANT_REMOVED = "tenant_removed";

/** Time in which events do not bring a removed tenant back. */
export const REMOVED_DAYS = 30;
