import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { DomainError } from "#domain/errors.ts";

/** Divisor for a tenant's share, and for the part kept free from a lone tenant. */
const PART = 4;

/** A wait lasts this many times `waitMsMax`, while the database answers calls of its tenant. */
export const WAITS_MAX = 10;

type Waiter = { enter: () => void };

/** `answeredAt`: instant of `performance.now()` at which the database last answered a call of the tenant; -∞ = not since the queue began. */
type Queue = { waiters: Set<Waiter>; answeredAt: number };

/**
 * Gives a tenant at most a quarter of the connections (at least one) while another tenant waits, in turns. A lone tenant may take all but a
 * quarter. A burst waits for its turn: throws `busy` after `waitMsMax` without an answer to a call of its tenant, as with a database that is
 * away, and after `WAITS_MAX` times as long.
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
  const waiting = new Map<string, Queue>();
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
  const leave = (tenantId: string, isAnswered: boolean) => {
    free++;
    const queue = waiting.get(tenantId);
    if (queue && isAnswered) queue.answeredAt = performance.now();
    const left = (held.get(tenantId) ?? 1) - 1;
    if (left > 0) held.set(tenantId, left);
    else held.delete(tenantId);
    letIn();
  };
  const stopWaiting = (tenantId: string, waiter: Waiter): boolean => {
    const queue = waiting.get(tenantId);
    if (!queue?.waiters.delete(waiter)) return false;
    if (queue.waiters.size === 0) waiting.delete(tenantId);
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
    for (const [tenantId, { waiters }] of waiting) {
      const [waiter] = waiters;
      if (waiter && mayEnter(tenantId)) return { tenantId, waiter };
    }
    return null;
  };
  const wait = async (tenantId: string) => {
    const turn = Promise.withResolvers<void>();
    const waiter = { enter: turn.resolve };
    const queue: Queue = waiting.get(tenantId) ?? { waiters: new Set(), answeredAt: Number.NEGATIVE_INFINITY };
    queue.waiters.add(waiter);
    waiting.set(tenantId, queue);
    const startedAt = performance.now();
    const waitOrGiveUp = () => {
      const endAt = Math.min(startedAt + WAITS_MAX * waitMsMax, Math.max(startedAt, queue.answeredAt) + waitMsMax);
      const leftMs = endAt - performance.now();
      if (leftMs > 0) {
        timer = setTimeout(waitOrGiveUp, Math.ceil(leftMs));
        return;
      }
      if (!stopWaiting(tenantId, waiter)) return;
      turn.reject(new DomainError("busy", "Too many requests at once. Try again in a moment."));
      letIn();
    };
    let timer = setTimeout(waitOrGiveUp, waitMsMax);
    await turn.promise.finally(() => clearTimeout(timer));
  };

  return async <Result>(tenantId: string, act: () => Promise<Result>): Promise<Result> => {
    if (!waiting.has(tenantId) && mayEnter(tenantId)) enter(tenantId);
    else await wait(tenantId);
    let isAnswered = true;
    try {
      return await act();
    } catch (error) {
      isAnswered = !isDatabaseUnavailable(error) && !(error instanceof DomainError && error.code === "busy");
      throw error;
    } finally {
      leave(tenantId, isAnswered);
    }
  };
};

export type ConnectionShares = ReturnType<typeof createConnectionShares>;
