import { canonicalHost } from "#domain/url-policy/canonical-host.ts";

export type PauseCause = "operator" | "suspension";
export type PausedScope = { scope: string; cause: PauseCause };

type Place = { subscriptionId: string; tenantId: string; host: string };

/**
 * Pauses of sending that this process has read. Its heartbeat reads what has changed after each change, and at least every two seconds. A
 * claim reads the database: this memory stops attempts that were claimed before.
 */
export type SendingPauses = {
  isPaused(place: Place): boolean;
  /** True also for a pause of everything. */
  isTenantPaused(tenantId: string): boolean;
  isSuspended(tenantId: string): boolean;
  replace(scopes: readonly PausedScope[]): void;
  /** Notes all causes that one scope has now; none = it is not paused. Tells whether this process knew another state. */
  change(scope: string, causes: readonly PauseCause[]): boolean;
};

export const createSendingPauses = (): SendingPauses => {
  let scopes = new Set<string>();
  let suspended = new Set<string>();
  return {
    isPaused: ({ tenantId, subscriptionId, host }) =>
      scopes.size > 0 && scopesOf({ tenantId, subscriptionId, host }).some((scope) => scopes.has(scope)),
    isTenantPaused: (tenantId) => scopes.size > 0 && (scopes.has("all") || scopes.has(`tenant:${tenantId}`)),
    isSuspended: (tenantId) => suspended.size > 0 && suspended.has(`tenant:${tenantId}`),
    replace: (read) => {
      scopes = new Set(read.map(({ scope }) => scope));
      suspended = new Set(read.filter(({ cause }) => cause === "suspension").map(({ scope }) => scope));
    },
    change: (scope, causes) => {
      const isPaused = causes.length > 0;
      const isSuspended = causes.includes("suspension");
      if (scopes.has(scope) === isPaused && suspended.has(scope) === isSuspended) return false;
      putIf(isPaused, scopes, scope);
      putIf(isSuspended, suspended, scope);
      return true;
    },
  };
};

const putIf = (isIn: boolean, set: Set<string>, scope: string) => {
  if (isIn) set.add(scope);
  else set.delete(scope);
};

/** Same scopes as the function `sending_paused` of the database. */
const scopesOf = ({ tenantId, subscriptionId, host }: Place): string[] => [
  "all",
  `tenant:${tenantId}`,
  `webhook:${subscriptionId}`,
  ...hostScopes(host),
];

/** Same as `pause_hosts` of the database: a host is paused on all ports, or with its port, which may be missing, empty or `0443`. */
const hostScopes = (host: string): string[] => {
  const name = `host:${canonicalHost(host.replace(/:\d*$/, ""))}`;
  const port = /:0*(\d*)$/.exec(host)?.[1] ?? "";
  return port === "" ? [name, `${name}:443`, `${name}:80`] : [name, `${name}:${port}`];
};
