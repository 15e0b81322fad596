import { serve } from "inngest/edge";
import type { Deps } from "#domain/context.ts";
import { createEmbeddedInngest, type InngestClient } from "#inngest/client.ts";
import { isCronDue } from "#inngest/embedded/cron.ts";
import { answerEventApi } from "#inngest/embedded/event-api.ts";
import { createRoom } from "#inngest/embedded/room.ts";
import { type RunEvent, runFunction } from "#inngest/embedded/run-function.ts";
import { readOptions } from "#inngest/embedded/supported-options.ts";
import type { WorkSource } from "#inngest/embedded/work-sources.ts";
import type { BellhopFunction } from "#inngest/functions/index.ts";

/** Announcements wake the runner; this is the net under them. */
const POLL_MS = 500;
/** Wait after work could not be read (the database is away). */
const PAUSE_MS = 1_000;

export type Runner = {
  /** Looks for work now. */
  wake(): void;
  /** Takes no new work, and waits for the runs that are going on. */
  stop(): Promise<void>;
};

/**
 * Drives the exported functions with no Inngest server, through the SDK's own serve handler. It has no state of its own:
 * undispatched events and due deliveries are found in the rows, so a crash loses nothing. Throws at once when a function
 * asks for something that it does not implement.
 */
export const startRunner = (
  deps: Deps,
  createFunctions: (inngest: InngestClient) => BellhopFunction[],
  sources: readonly WorkSource[],
): Runner => {
  const inboxes = new Map<string, RunEvent[]>();
  const inngest = createEmbeddedInngest(
    answerEventApi((event) => {
      // What has a source of rows is found there; the rest waits here for its function.
      const source = sources.find(({ eventName }) => eventName === event.name);
      if (source && !source.takesSentEvents) return;
      inboxes.set(event.name, [...(inboxes.get(event.name) ?? []), event]);
      wake();
    }),
  );
  const functions = createFunctions(inngest);
  const runnables = functions.map(readOptions);
  const handler = serve({ client: inngest, functions });
  const running = new Set<Promise<void>>();
  let stopping = false;
  let wakeUp: () => void = () => {};
  let isWoken = false;

  const start = (fn: (typeof runnables)[number], events: RunEvent[], onEnd: () => void) => {
    const run: Promise<void> = runFunction(handler, { functionId: fn.id, attemptsMax: fn.attemptsMax }, events)
      .then((result) => {
        if (result.end === "failed")
          deps.log.error({ function: fn.id, error: result.error }, "a run failed; its rows will be due again");
      })
      .catch((error: Error) =>
        deps.log.error({ function: fn.id, error: error.message }, "a run broke; its rows will be due again"),
      )
      .finally(() => {
        onEnd();
        running.delete(run);
        wake();
      });
    running.add(run);
  };

  const loops = runnables
    .filter(({ events }) => events.some((name) => sources.some(({ eventName }) => eventName === name)))
    .map((fn) => {
      const source = sources.find(({ eventName }) => fn.events.includes(eventName));
      const room = createRoom(fn);
      /** @returns whether there may be more to do right now */
      return async (): Promise<boolean> => {
        if (!source || room.isFull()) return false;
        const inbox = inboxes.get(source.eventName) ?? [];
        const sent = inbox.splice(0, fn.batchMax);
        const events =
          sent.length > 0 ? sent : await source.take({ limit: fn.batchMax > 1 ? fn.batchMax : 100, ...room.taken() });
        let started = 0;
        for (const batch of fn.batchMax > 1 ? [events] : events.map((event) => [event])) {
          const [first] = batch;
          const leave = first && room.enter(first);
          if (!leave) continue;
          started++;
          start(fn, batch, leave);
        }
        return started > 0;
      };
    });

  const wake = () => {
    isWoken = true;
    wakeUp();
  };

  const main = async () => {
    while (!stopping) {
      isWoken = false;
      try {
        const more = await Promise.all(loops.map((look) => look()));
        if (more.includes(true)) continue;
      } catch (error) {
        deps.log.warn({ error: (error as Error).message }, "could not look for work; trying again");
        await pause(PAUSE_MS);
        continue;
      }
      if (!isWoken && !stopping) await pause(POLL_MS);
    }
  };
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const crons = runnables.filter((fn) => fn.crons.length > 0);
  let lastMinute = Math.floor(Date.now() / 60_000);
  const ticker = setInterval(() => {
    const minute = Math.floor(Date.now() / 60_000);
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

  const loop = main();
  return {
    wake,
    stop: async () => {
      stopping = true;
      clearInterval(ticker);
      wakeUp();
      await loop;
      await Promise.all(running);
    },
  };
};
