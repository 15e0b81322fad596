import type { BenchWebhook } from "./add-webhooks.ts";
import { monotonicMs } from "./monotonic-ms.ts";
import { createProducer } from "./post-events.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

const ARRIVAL_MS_MAX = 15_000;

/**
 * Sends single events at an even pace to the webhooks in turns, for the given time or while `while` returns true.
 *
 * @returns milliseconds of each first attempt: post → request at the receiver, which may come before the answer. Missing requests count as the
 * longest time.
 */
export const firstAttemptTimes = async (
  system: System,
  receiver: Receiver,
  webhooks: readonly BenchWebhook[],
  { perSecond, seconds, isWanted = () => true }: { perSecond: number; seconds: number; isWanted?: () => boolean },
): Promise<number[]> => {
  const producer = createProducer(system, { connections: 20 });
  const posted = new Map<string, number>();
  const posts: Promise<void>[] = [];
  await pace({ perSecond, seconds, isWanted }, (turn) => {
    const tenantId = webhooks[turn % webhooks.length]?.tenantId ?? "";
    const postedAt = monotonicMs();
    posts.push(producer.post([tenantId]).then(({ ids: [id = ""] }) => void posted.set(id, postedAt)));
  });
  await Promise.all(posts);
  await producer.close();

  const endAt = monotonicMs() + ARRIVAL_MS_MAX;
  for (;;) {
    const arrivals = await receiver.arrivals();
    const missing = [...posted.keys()].filter((id) => !arrivals.has(id)).length;
    if (missing > 0 && monotonicMs() < endAt) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    const now = monotonicMs();
    return [...posted].map(([id, at]) => (arrivals.get(id) ?? now) - at);
  }
};

/** Calls `act` at random instants, as independent customers do: two even paces would meet always or never. One late call does not delay later ones. */
export const pace = async (
  { perSecond, seconds, isWanted }: { perSecond: number; seconds: number; isWanted: () => boolean },
  act: (turn: number) => void,
): Promise<void> => {
  const startedAt = monotonicMs();
  const meanGapMs = 1_000 / perSecond;
  let dueMs = 0;
  for (let turn = 0; turn < perSecond * seconds && isWanted(); turn++) {
    const wait = startedAt + dueMs - monotonicMs();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    act(turn);
    dueMs -= meanGapMs * Math.log(1 - Math.random());
  }
};
