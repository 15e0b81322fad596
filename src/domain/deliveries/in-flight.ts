/** Attempts of this process that are running or not yet recorded, counted by webhook and tenant. */
export type InFlight = {
  /** Takes a place if both caps allow it. */
  enter(place: Place, caps: Caps): (() => void) | null;
  /** Whether a first attempt of this webhook may join a batch: nothing of it hangs. */
  isFast(place: Place): boolean;
  size(): number;
  /** Resolves when the next place becomes free, whoever held it. */
  whenFreed(): Promise<void>;
  /** Resolves once nothing is running or unrecorded. */
  whenIdle(): Promise<void>;
};

export type Place = { subscriptionId: string; tenantId: string };
export type Caps = { perWebhook: number; perTenant: number };

export const HEALTHY_CAPS: Caps = { perWebhook: 25, perTenant: 100 };
export const CAREFUL_CAPS: Caps = { perWebhook: 5, perTenant: 20 };
/** Attempts of a process at once, whoever they are for: a bound for sockets and memory. */
const TOTAL_MAX = 1_000;
/** An attempt in flight for longer sends its webhook to the careful lane: one hanging receiver would hold its batch. */
const SLOW_MS = 500;
/** The same for a webhook at its cap: a batch waits for a free place only where places are freed quickly. */
const SLOW_AT_CAP_MS = 50;

export const createInFlight = (clock: () => Date): InFlight => {
  const webhooks = new Map<string, Set<{ since: number }>>();
  const tenants = new Map<string, number>();
  const idleWaiters: (() => void)[] = [];
  const freedWaiters: (() => void)[] = [];
  let size = 0;

  return {
    enter: ({ subscriptionId, tenantId }, caps) => {
      const own = webhooks.get(subscriptionId) ?? new Set();
      const ofTenant = tenants.get(tenantId) ?? 0;
      if (size >= TOTAL_MAX || own.size >= caps.perWebhook || ofTenant >= caps.perTenant) return null;
      const entry = { since: clock().getTime() };
      own.add(entry);
      webhooks.set(subscriptionId, own);
      tenants.set(tenantId, ofTenant + 1);
      size++;
      return () => {
        if (!own.delete(entry)) return;
        size--;
        for (const resolve of freedWaiters.splice(0)) resolve();
        if (size === 0) for (const resolve of idleWaiters.splice(0)) resolve();
        if (own.size === 0) webhooks.delete(subscriptionId);
        const left = (tenants.get(tenantId) ?? 1) - 1;
        if (left > 0) tenants.set(tenantId, left);
        else tenants.delete(tenantId);
      };
    },
    isFast: ({ subscriptionId }) => {
      const own = webhooks.get(subscriptionId);
      if (!own) return true;
      const slowMs = own.size >= HEALTHY_CAPS.perWebhook ? SLOW_AT_CAP_MS : SLOW_MS;
      const [oldest] = own;
      return !oldest || clock().getTime() - oldest.since < slowMs;
    },
    size: () => size,
    whenFreed: () => new Promise((resolve) => freedWaiters.push(resolve)),
    whenIdle: () => new Promise((resolve) => (size === 0 ? resolve() : idleWaiters.push(resolve))),
  };
};
