import type { InngestFunction } from "inngest";
import { createBag } from "#domain/bag.ts";
import type { Deps } from "#domain/context.ts";
import { createEmbeddedInngest, type InngestClient } from "#inngest/client.ts";
import { callInProcess } from "#inngest/embedded/call-in-process.ts";
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
/** After so many events of one look, the next look waits for their runs, 20 ms at most: its batch is as large then, and costs less an event (measured). */
const CROWD_MIN = 8;
const CROWD_MS_MAX = 20;

export type Runner = {
  /** Reads work now, for these events or for all. @param names rows to look for; empty = look for all rows */
  wake(eventNames?: readonly string[], names?: readonly string[]): void;
  /** Takes no new work and waits for the current runs. */
  stop(): Promise<void>;
};

/**
 * Runs functions without an Inngest server, by the SDK's execution of each function. Reads work from rows, so a crash loses nothing. Throws at
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
      const isInRows = sources.some(({ eventNames }) => eventNames.includes(event.name));
      for (const { fn, inbox } of takers) if (!isInRows && fn.events.includes(event.name)) inbox.push(event);
      wake([event.name]);
    }, checkpoints),
  );
  const functions = createFunctions(inngest);
  const runnables = functions.map(readOptions);
  const takers = runnables
    .filter(({ events }) => events.length > 0)
    .map((fn) => ({
      fn,
      inbox: [] as RunEvent[],
      limiter: createConcurrencyLimiter(fn),
      source: findSource(fn, sources),
      /** Full at the last look, so the end of a run makes room for work that waits. */
      isFull: false,
    }));
  type Taker = (typeof takers)[number];
  assertOneTaker(takers);
  /** Functions of one source share each look. */
  const queues = [...Map.groupBy(takers, ({ fn, source }) => source ?? fn).values()];
  const handler = callInProcess(inngest, functions);
  const running = createBag<Promise<void>>();
  let stopping = false;
  let followers: ReturnType<typeof follow>[] = [];
  const wake = (eventNames?: readonly string[], names: readonly string[] = []) => {
    for (const follower of followers) if (!eventNames || follower.follows(eventNames)) follower.wake(names);
  };

  const start = (
    fn: (typeof runnables)[number],
    events: RunEvent[],
    { begun, onEnd }: { begun?: Promise<unknown> | undefined; onEnd?: () => void },
  ): Promise<void> => {
    const execute = () => runFunction(handler, { functionId: fn.id, attemptsMax: fn.attemptsMax, checkpoints }, events);
    const run = (begun ? begun.then(execute) : execute())
      .then((result) => {
        deps.log.debug({ function: fn.id, events: events.length, steps: result.steps, end: result.end }, "run ended");
        if (result.end === "failed")
          deps.log.error({ function: fn.id, err: result.error }, "a run failed; its rows will be due again");
      })
      .catch((error: Error) =>
        deps.log.error({ function: fn.id, err: error }, "a run threw an error; its rows will be due again"),
      )
      .finally(() => {
        leave();
        onEnd?.();
      });
    const leave = running.add(run);
    return run;
  };

  /** Starts runs while there are places. `left` found no place. */
  const startAll = (
    taker: Taker,
    events: readonly RunEvent[],
    begun?: Promise<unknown>,
  ): { left: RunEvent[]; runs: Promise<void>[] } => {
    const { fn, limiter, source } = taker;
    const left: RunEvent[] = [];
    const runs: Promise<void>[] = [];
    for (let at = 0; at < events.length; at += fn.batchMax) {
      const batch = events.slice(at, at + fn.batchMax);
      const [first, ...others] = batch;
      const leave = first && limiter.enter([first, ...others]);
      if (!leave) left.push(...batch);
      else
        runs.push(
          start(fn, batch, {
            begun,
            onEnd: () => {
              leave();
              if (!source?.ignoresRuns || taker.isFull) wake(fn.events);
            },
          }),
        );
    }
    return { left, runs };
  };

  /** `isMore`: there may be more to do right now. `crowd` ends with the runs of many events. */
  const look = async (
    queue: readonly Taker[],
    names: readonly string[],
  ): Promise<{ isMore: boolean; nextInMs: number | null; crowd: Promise<unknown> | null }> => {
    for (const taker of queue) taker.isFull = taker.limiter.isFull();
    const free = queue.filter(({ isFull }) => !isFull);
    const limit = Math.max(0, ...free.map(limitOf));
    const sent = free.filter(({ inbox }) => inbox.length > 0);
    let started = 0;
    for (const taker of sent) {
      const events = taker.inbox.splice(0, limit);
      const { left } = startAll(taker, events);
      taker.inbox.push(...left);
      started += events.length - left.length;
    }
    const source = queue[0]?.source;
    if (sent.length > 0 || free.length === 0 || !source) return { isMore: started > 0, nextInMs: null, crowd: null };
    const running = queue.flatMap(({ limiter }) => limiter.running());
    const full = queue.filter(({ isFull }) => isFull).flatMap(({ fn }) => fn.events);
    const found = await source.take({ limit, running, full, names });
    const begun = free.map((taker) =>
      startAll(
        taker,
        found.events.filter(({ name }) => taker.fn.events.includes(name)),
        found.begun,
      ),
    );
    const count = found.events.length - begun.reduce((sum, { left }) => sum + left.length, 0);
    return {
      isMore: count > 0 && found.isMore,
      nextInMs: found.nextInMs,
      crowd: count >= CROWD_MIN ? Promise.all(begun.flatMap(({ runs }) => runs)) : null,
    };
  };

  /** Each source has its own loop: a slow search for due deliveries must not delay first attempts. */
  const follow = (queue: readonly Taker[]) => {
    let isWoken = false;
    /** Rows that wakes named; null = a wake asked for all. */
    let named: string[] | null = null;
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
        const names = named ?? [];
        named = [];
        try {
          const { isMore, nextInMs, crowd } = await look(queue, names);
          if (crowd && !isMore && !stopping)
            await Promise.race([crowd, new Promise((resolve) => setTimeout(resolve, CROWD_MS_MAX))]);
          if (isMore || isWoken || stopping) continue;
          // A short retry must not wait for the next poll.
          await pause(Math.min(POLL_MS, Math.max(1, Math.ceil(nextInMs ?? POLL_MS))));
        } catch (error) {
          deps.log.warn({ err: error }, "failed to read work from the database; trying again");
          await pause(PAUSE_MS);
        }
      }
    };
    return {
      follows: (eventNames: readonly string[]) =>
        queue.some(({ fn }) => fn.events.some((name) => eventNames.includes(name))),
      wake: (names: readonly string[]) => {
        if (names.length === 0) named = null;
        else named?.push(...names);
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
          {},
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
      await Promise.all(running.values());
    },
  };
};

const limitOf = ({ fn }: { fn: RunnableFunction }): number => (fn.batchMax > 1 ? fn.batchMax : READ_MAX);

const findSource = ({ events }: RunnableFunction, sources: readonly WorkSource[]) =>
  sources.find(({ eventNames }) => eventNames.some((name) => events.includes(name)));

/** Refuses two functions for one event in rows: a row is taken once, so one function would starve. A real Inngest runs both. */
const assertOneTaker = (takers: readonly { fn: RunnableFunction; source: WorkSource | undefined }[]) => {
  const takerOf = new Map<string, string>();
  for (const { fn, source } of takers)
    for (const name of fn.events.filter((name) => source?.eventNames.includes(name))) {
      const other = takerOf.get(name);
      if (other)
        throw new Error(
          `The embedded runner does not implement two functions for the event "${name}", as "${other}" and "${fn.id}" ask for.`,
        );
      takerOf.set(name, fn.id);
    }
};
