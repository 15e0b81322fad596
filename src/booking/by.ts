/** Salon, actor and cause of a change. Its events repeat actor and cause. */
export type By = { tenantId: string; actor: Actor; cause: Cause };

export type Actor = { kind: "customer" | "staff" | "system" | "api"; id?: string; name?: string };

export type Cause =
  | "customer_link"
  | "customer_portal"
  | "staff"
  | "api"
  | "payment_timeout"
  | "series"
  | "import"
  | "other";
