import {
  ATTEMPTS_AT_ONCE_MAX,
  FAST_LANE_CAPS,
  SLOW_AFTER_MS,
  SLOW_AT_CAP_AFTER_MS,
  SLOW_LANE_CAPS,
} from "#domain/fairness.ts";
import type { Place } from "#domain/subscriptions/place.ts";

/** Counts unrecorded attempts of this process. Each lane has its own places, so that retries cannot block first attempts. */
export type InFlight = {
  enter(place: Place, lane: Lane): Taken | null;
  /** False while an attempt of this webhook hangs. */
  isFast(place: Pick<Place, "subscriptionId">): boolean;
  busy(lane: Lane): { webhooks: string[]; tenants: string[]; hosts: string[] };
  size(): number;
  inLane(lane: Lane): number;
  whenFreed(): Promise<void>;
  whenIdle(): Promise<void>;
};

/** `answered` stops the clock of `isFast`: recording must not make the receiver look slow. */
export type Taken = { lane: Lane; answered: () => void; leave: () => void };

export type Lane = "fast" | "slow" | "test";

const CAPS: Record<Lane, typeof SLOW_LANE_CAPS> = {
  fast: FAST_LANE_CAPS,
  slow: SLOW_LANE_CAPS,
  test: SLOW_LANE_CAPS,
};

export const createInFlight = (clock: () => Date): InFlight => {
  const counts = new Map<string, number>();
  const started = new Map<string, Set<{ since: number }>>();
  const idleWaiters: (() => void)[] = [];
  const freedWaiters: (() => void)[] = [];
  let size = 0;

  const countOf = (key: string) => counts.get(key) ?? 0;
  const add = (key: string, change: 1 | -1) => {
    const count = countOf(key) + change;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
  };

  return {
    enter: ({ subscriptionId, tenantId, host }, lane) => {
      const { perWebhook, perTenant, perHost } = CAPS[lane];
      const limits = [
        [`${lane} webhook ${subscriptionId}`, perWebhook],
        [`${lane} tenant ${tenantId}`, perTenant],
        [`${lane} host ${host}`, perHost],
      ] as const;
      if (size >= ATTEMPTS_AT_ONCE_MAX || limits.some(([key, max]) => countOf(key) >= max)) return null;
      const own = started.get(subscriptionId) ?? new Set();
      const entry = { since: clock().getTime() };
      started.set(subscriptionId, own.add(entry));
      for (const [key] of limits) add(key, 1);
      size++;
      let isOver = false;
      const answered = () => {
        own.delete(entry);
        if (own.size === 0 && started.get(subscriptionId) === own) started.delete(subscriptionId);
      };
      const leave = () => {
        if (isOver) return;
        isOver = true;
        answered();
        for (const [key] of limits) add(key, -1);
        size--;
        for (const resolve of freedWaiters.splice(0)) resolve();
        if (size === 0) for (const resolve of idleWaiters.splice(0)) resolve();
      };
      return { lane, answered, leave };
    },
    isFast: ({ subscriptionId }) => {
      const [oldest] = started.get(subscriptionId) ?? [];
      const isAtCap = countOf(`fast webhook ${subscriptionId}`) >= CAPS.fast.perWebhook;
      return !oldest || clock().getTime() - oldest.since < (isAtCap ? SLOW_AT_CAP_AFTER_MS : SLOW_AFTER_MS);
    },
    busy: (lane) => {
      const { perWebhook, perTenant, perHost } = CAPS[lane];
      const atCap = (what: string, max: number) => {
        const prefix = `${lane} ${what} `;
        return [...counts].flatMap(([key, count]) =>
          key.startsWith(prefix) && count >= max ? [key.slice(prefix.length)] : [],
        );
      };
      return {
        webhooks: atCap("webhook", perWebhook),
        tenants: atCap("tenant", perTenant),
        hosts: atCap("host", perHost),
      };
    },
    size: () => size,
    inLane: (lane) =>
      [...counts].reduce((sum, [key, count]) => (key.startsWith(`${lane} tenant `) ? sum + count : sum), 0),
    whenFreed: () => new Promise((resolve) => freedWaiters.push(resolve)),
    whenIdle: () => new Promise((resolve) => (size === 0 ? resolve() : idleWaiters.push(resolve))),
  };
};
