import type { InngestFunction } from "inngest";
import { serve } from "inngest/edge";
import type { Deps } from "#domain/context.ts";
import { createEmbeddedInngest, type InngestClient } from "#inngest/client.ts";
import { createConcurrencyLimiter } from "#inngest/embedded/concurrency-limiter.ts";
import { isCronDue } from "#inngest/embedded/cron.ts";
import { answerEventApi } from "#inngest/embedded/event-api.ts";
import { type Checkpoints, type RunEvent, runFunction } from "#inngest/embedded/run-function.ts";
import { type RunnableFunction, readOptions } from "#inngest/embedded/supported-options.ts";
import type { WorkSource } from "#inngest/embedded/work-sources.ts";

/** Polling finds work whose notification was lost. */
const POLL_MS = 500;
/** Pause while the database is unavailable. */
const PAUSE_MS = 1_000;
/** Limits rows per read for functions without batches. */
const READ_MAX = 100;

export type Runner = {
  /** Reads work now, for these events or for all. */
  wake(eventNames?: readonly string[]): void;
  /** Takes no new work and waits for the current runs. */
  stop(): Promise<void>;
};

/**
 * Runs functions without an Inngest server, through the SDK's serve handler. Reads work from rows, so a crash loses nothing. Throws at
 * start for a function option that the runner does not implement.
 */
export const startRunner = (
  deps: Deps,
  createFunctions: (inngest: InngestClient) => InngestFunction.Any[],
  sources: readonly WorkSource[],
): Runner => {
  const checkpoints: Checkpoints = new Map();
  const inngest = createEmbeddedInngest(
    answerEventApi((event) => {
      // Sources read their events from rows. All other events wait in the inbox of each function.
      const isInRows = sources.some(({ eventName }) => eventName === event.name);
      for (const { fn, inbox } of queues) if (!isInRows && fn.events.includes(event.name)) inbox.push(event);
      wake([event.name]);
    }, checkpoints),
  );
  const functions = createFunctions(inngest);
  const runnables = functions.map(readOptions);
  const queues = runnables
    .filter(({ events }) => events.length > 0)
    .map((fn) => ({
      fn,
      inbox: [] as RunEvent[],
      limiter: createConcurrencyLimiter(fn),
      source: findSource(fn, sources),
      /** Full at the last look, so the end of a run makes room for work that waits. */
      isFull: false,
    }));
  assertOneTaker(queues);
  const handler = serve({ client: inngest, functions });
  const running = new Set<Promise<void>>();
  let stopping = false;
  let followers: ReturnType<typeof follow>[] = [];
  const wake = (eventNames?: readonly string[]) => {
    for (const follower of followers) if (!eventNames || follower.follows(eventNames)) follower.wake();
  };

  const start = (fn: (typeof runnables)[number], events: RunEvent[], onEnd: () => void) => {
    const run: Promise<void> = runFunction(
      handler,
      { functionId: fn.id, attemptsMax: fn.attemptsMax, checkpoints },
      events,
    )
      .then((result) => {
        deps.log.debug({ function: fn.id, events: events.length, steps: result.steps, end: result.end }, "run ended");
        if (result.end === "failed")
          deps.log.error({ function: fn.id, err: result.error }, "a run failed; its rows will be due again");
      })
      .catch((error: Error) =>
        deps.log.error({ function: fn.id, err: error }, "a run threw an error; its rows will be due again"),
      )
      .finally(() => {
        running.delete(run);
        onEnd();
      });
    running.add(run);
  };

  /** @returns whether there may be more to do right now */
  const look = async (queue: (typeof queues)[number]): Promise<boolean> => {
    const { fn, inbox, limiter, source } = queue;
    queue.isFull = limiter.isFull();
    if (queue.isFull) return false;
    const limit = fn.batchMax > 1 ? fn.batchMax : READ_MAX;
    const sent = inbox.splice(0, limit);
    const found = sent.length > 0 ? null : await source?.take({ limit, running: limiter.running() });
    const events = found?.events ?? sent;
    let started = 0;
    for (const batch of fn.batchMax > 1 ? [events] : events.map((event) => [event])) {
      const [first, ...others] = batch;
      const leave = first && limiter.enter([first, ...others]);
      if (leave) {
        started++;
        start(fn, batch, () => {
          leave();
          if (!source?.ignoresRuns || queue.isFull) wake(fn.events);
        });
      } else if (sent.length > 0) inbox.push(...batch);
    }
    return started > 0 && (found?.isMore ?? true);
  };

  /** Each function has its own loop: a slow search for backlogs must not delay first attempts. */
  const follow = (queue: (typeof queues)[number]) => {
    let isWoken = false;
    let wakeUp: () => void = () => {};
    const pause = (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const main = async () => {
      while (!stopping) {
        isWoken = false;
        try {
          if (await look(queue)) continue;
          if (isWoken || stopping) continue;
          // A short retry must not wait for the next poll.
          const nextMs = (await queue.source?.nextInMs?.()) ?? POLL_MS;
          if (!isWoken && !stopping) await pause(Math.min(POLL_MS, Math.max(1, Math.ceil(nextMs))));
        } catch (error) {
          deps.log.warn({ err: error }, "failed to read work from the database; trying again");
          await pause(PAUSE_MS);
        }
      }
    };
    return {
      follows: (eventNames: readonly string[]) => queue.fn.events.some((name) => eventNames.includes(name)),
      wake: () => {
        isWoken = true;
        wakeUp();
      },
      ended: main(),
    };
  };

  const crons = runnables.filter((fn) => fn.crons.length > 0);
  const minuteNow = () => Math.floor(deps.clock().getTime() / 60_000);
  let lastMinute = minuteNow();
  const ticker = setInterval(() => {
    const minute = minuteNow();
    if (minute === lastMinute || stopping) return;
    lastMinute = minute;
    const time = new Date(minute * 60_000);
    for (const fn of crons)
      if (fn.crons.some((cron) => isCronDue(cron, time)))
        start(
          fn,
          [{ id: `cron:${fn.id}:${minute}`, name: "inngest/scheduled.timer", ts: time.getTime(), data: {} }],
          () => {},
        );
  }, 1_000);

  followers = queues.map(follow);
  return {
    wake,
    stop: async () => {
      stopping = true;
      clearInterval(ticker);
      wake();
      await Promise.all(followers.map(({ ended }) => ended));
      await Promise.all(running);
    },
  };
};

const findSource = ({ events }: RunnableFunction, sources: readonly WorkSource[]) =>
  sources.find(({ eventName }) => events.includes(eventName));

/** Refuses two functions for one source: a row is taken once, so one function would starve. A real Inngest runs both. */
const assertOneTaker = (queues: readonly { fn: RunnableFunction; source: WorkSource | undefined }[]) => {
  const takers = new Map<WorkSource, string>();
  for (const { fn, source } of queues) {
    const other = source && takers.get(source);
    if (other)
      throw new Error(
        `The embedded runner does not implement two functions for the event "${source.eventName}", as "${other}" and "${fn.id}" ask for.`,
      );
    if (source) takers.set(source, fn.id);
  }
};
