import { DomainError } from "#domain/errors.ts";

/** Divisor for a tenant's share, and for the part kept free from a lone tenant. */
const PART = 4;

type Waiter = { enter: () => void };

/**
 * Gives a tenant at most a quarter of the connections (at least one) while another tenant waits, in turns. A
 * lone tenant may take all but a quarter. Throws `busy` after `waitMsMax`.
 */
export const createConnectionShares = ({
  connectionsMax,
  waitMsMax,
}: {
  connectionsMax: number;
  waitMsMax: number;
}) => {
  const share = Math.max(1, Math.floor(connectionsMax / PART));
  const held = new Map<string, number>();
  /** Tenants in the order of their turns. */
  const waiting = new Map<string, Set<Waiter>>();
  let free = connectionsMax;

  const mayEnter = (tenantId: string) => {
    if (free === 0) return false;
    if ((held.get(tenantId) ?? 0) < share) return true;
    const isAlone = waiting.size === 0 || (waiting.size === 1 && waiting.has(tenantId));
    return isAlone && free > share;
  };
  const enter = (tenantId: string) => {
    free--;
    held.set(tenantId, (held.get(tenantId) ?? 0) + 1);
  };
  const leave = (tenantId: string) => {
    free++;
    const left = (held.get(tenantId) ?? 1) - 1;
    if (left > 0) held.set(tenantId, left);
    else held.delete(tenantId);
    letIn();
  };
  const stopWaiting = (tenantId: string, waiter: Waiter): boolean => {
    const queue = waiting.get(tenantId);
    if (!queue?.delete(waiter)) return false;
    if (queue.size === 0) waiting.delete(tenantId);
    return true;
  };
  const letIn = () => {
    for (let next = findNext(); next; next = findNext()) {
      const { tenantId, waiter } = next;
      stopWaiting(tenantId, waiter);
      const others = waiting.get(tenantId);
      if (others && waiting.delete(tenantId)) waiting.set(tenantId, others);
      enter(tenantId);
      waiter.enter();
    }
  };
  const findNext = () => {
    for (const [tenantId, queue] of waiting) {
      const [waiter] = queue;
      if (waiter && mayEnter(tenantId)) return { tenantId, waiter };
    }
    return null;
  };
  const wait = async (tenantId: string) => {
    const turn = Promise.withResolvers<void>();
    const waiter = { enter: turn.resolve };
    waiting.set(tenantId, (waiting.get(tenantId) ?? new Set()).add(waiter));
    const timer = setTimeout(() => {
      if (!stopWaiting(tenantId, waiter)) return;
      turn.reject(new DomainError("busy", "Too many requests at once. Try again in a moment."));
      letIn();
    }, waitMsMax);
    await turn.promise.finally(() => clearTimeout(timer));
  };

  return async <Result>(tenantId: string, act: () => Promise<Result>): Promise<Result> => {
    if (!waiting.has(tenantId) && mayEnter(tenantId)) enter(tenantId);
    else await wait(tenantId);
    try {
      return await act();
    } finally {
      leave(tenantId);
    }
  };
};

export type ConnectionShares = ReturnType<typeof createConnectionShares>;
