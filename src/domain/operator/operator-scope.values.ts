export const OPERATOR_SCOPES = [
  "tenants:read",
  "tenants:write",
  "access:read",
  "access:write",
  "webhooks:read",
  "webhooks:write",
  "event-types:read",
  "event-types:write",
  "pauses:read",
  "pauses:write",
  "keys:read",
  "keys:write",
] as const;

export type OperatorScope = (typeof OPERATOR_SCOPES)[number];
