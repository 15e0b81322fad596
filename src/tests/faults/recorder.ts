import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Receipt } from "./evidence.ts";
import type { RecorderAnswer, RecorderCommand } from "./recorder-thread.ts";

export type Recorder = {
  /** Base URL. Append `/ok/…`, `/slow/…`, `/flaky/…`, `/refusing/…` or `/down/…`, and anything after it. */
  url: string;
  ledger: () => Promise<Receipt[]>;
  /** Requests so far, and requests being answered now. */
  counts: () => Promise<{ received: number; open: number }>;
  /** Sets the answer of paths that begin with `/down`. */
  setDown: (isDown: boolean) => Promise<void>;
  /** Makes every path accept from now on. */
  acceptAll: () => Promise<void>;
  /** Kills a process as soon as the next answer is on its way to it. */
  killAfterResponse: (pid: number) => Promise<void>;
  close: () => Promise<void>;
};

/** Starts the recording receiver (recorder-thread.ts) and returns its controls. */
export const startRecorder = async (): Promise<Recorder> => {
  const thread = new Worker(join(import.meta.dirname, "recorder-thread.ts"), { execArgv: [] });
  const waiting = new Map<number, (answer: RecorderAnswer) => void>();
  let asked = 0;
  const started = new Promise<RecorderAnswer>((done, reject) => {
    waiting.set(0, done);
    thread.once("error", reject);
  });
  thread.on("message", ({ id, answer }: { id: number; answer: RecorderAnswer }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const ask = (command: RecorderCommand) =>
    new Promise<RecorderAnswer>((done) => {
      asked += 1;
      waiting.set(asked, done);
      thread.postMessage({ id: asked, command });
    });
  const first = await started;
  if (!("url" in first)) throw new Error("The receiver did not say where it listens.");
  return {
    url: first.url,
    ledger: async () => {
      const answer = await ask({ ask: "ledger" });
      return Array.isArray(answer) ? answer : [];
    },
    counts: async () => {
      const answer = await ask({ ask: "counts" });
      return "received" in answer ? answer : { received: 0, open: 0 };
    },
    setDown: async (isDown) => void (await ask({ ask: "set down", isDown })),
    acceptAll: async () => void (await ask({ ask: "accept all" })),
    killAfterResponse: async (pid) => void (await ask({ ask: "kill after the next response", pid })),
    close: async () => void (await thread.terminate()),
  };
};
