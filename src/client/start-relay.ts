import { backoffMs } from "./backoff.ts";
import { deliverBatch, type Wait } from "./deliver-batch.ts";
import { claimRows, type OutboxRow, parkRow, postponeRows, removeRows } from "./outbox-rows.ts";
import type { Run } from "./outbox-store.ts";
import type { PostEvents } from "./post-events.ts";

export type RelayNotice =
  /** Bellhop refused this event for good. `id` is the one for `outbox.retry` and `outbox.drop`. */
  | { kind: "parked"; id: string; event: string; reason: string }
  /** Bellhop takes nothing right now, or nothing of a tenant. */
  | { kind: "waiting"; events: number; reason: string }
  /** The database of the outbox failed. */
  | { kind: "store"; error: unknown };

export type RelaySettings = {
  /** A relay that dies keeps its events for so long. Longer than a request to Bellhop may take. Default 60 seconds. */
  leaseMs?: number;
  /** How often an idle relay looks. Default 500 ms. */
  pollMs?: number;
  /** Default 500, at most 1,000. */
  eventsMax?: number;
  /** Is told what should be logged. */
  onNotice?: (notice: RelayNotice) => void;
};

/** `stop` ends after the request that is under way. `wake` looks at once: call it after a commit. */
export type Relay = { stop(): Promise<void>; wake(): void };

const DELAY = { firstMs: 250, mostMs: 30_000 };
const RETRY_AFTER_MS_MAX = 300_000;

export const startRelay = ({
  run,
  post,
  timeoutMs,
  leaseMs = 60_000,
  pollMs = 500,
  eventsMax = 500,
  onNotice = () => {},
}: RelaySettings & { run: Run; post: PostEvents; timeoutMs: number }): Relay => {
  if (leaseMs <= timeoutMs) throw new TypeError("leaseMs must be longer than the timeoutMs of the client.");
  let isStopping = false;
  let isAwake = false;
  let interrupt = () => {};
  const wake = () => {
    isAwake = true;
    interrupt();
  };
  const pause = async (delayMs: number) => {
    if (!isAwake) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, delayMs);
        interrupt = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
    isAwake = false;
  };

  const postpone = async (lease: string, waiting: readonly { row: OutboxRow; wait: Wait }[]) => {
    for (const [wait, group] of Map.groupBy(waiting, (one) => one.wait)) {
      const attempts = Math.max(...group.map(({ row }) => row.attempts));
      const ownMs = wait.reason === null ? 0 : backoffMs(attempts, DELAY);
      const delayMs = Math.min(RETRY_AFTER_MS_MAX, Math.max(wait.retryAfterMs, ownMs));
      await postponeRows(run, { ids: group.map(({ row }) => row.id), lease, delayMs, reason: wait.reason });
      if (wait.reason !== null) onNotice({ kind: "waiting", events: group.length, reason: wait.reason });
    }
  };

  /** Returns whether there was something, and whether Bellhop takes nothing at all. */
  const sendBatch = async (): Promise<{ isIdle: boolean; isDown: boolean }> => {
    const lease = crypto.randomUUID();
    const endsAt = performance.now() + leaseMs - timeoutMs;
    const rows = await claimRows(run, { lease, leaseMs, eventsMax: Math.min(1_000, eventsMax) });
    if (rows.length === 0) return { isIdle: true, isDown: false };
    const waiting = await deliverBatch({
      rows,
      post,
      settle: {
        accepted: (accepted) =>
          removeRows(
            run,
            accepted.map(({ id }) => id),
          ),
        parked: async ({ id, event }, reason) => {
          await parkRow(run, { id, lease, reason });
          onNotice({ kind: "parked", id, event, reason });
        },
      },
      isOver: () => isStopping || performance.now() > endsAt,
    });
    await postpone(lease, waiting);
    return { isIdle: false, isDown: waiting.some(({ wait }) => wait.isForAll) };
  };

  const loop = async () => {
    for (let failures = 0; !isStopping; ) {
      try {
        const { isIdle, isDown } = await sendBatch();
        if (!isIdle) failures = isDown ? failures + 1 : 0;
        if (isIdle) await pause(pollMs);
        else if (isDown) await pause(backoffMs(failures, DELAY));
      } catch (error) {
        failures++;
        onNotice({ kind: "store", error });
        if (!isStopping) await pause(backoffMs(failures, DELAY));
      }
    }
  };
  const ended = loop();
  return {
    wake,
    stop: async () => {
      isStopping = true;
      wake();
      await ended;
    },
  };
};
