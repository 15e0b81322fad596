import type { ChildProcess } from "node:child_process";
import type { Snapshot } from "#server/metrics/metric-text.ts";

const QUESTION = "metrics?";
const ANSWER = "metrics";
/** Waits this long for a process that is busy. A scrape of Prometheus ends after 10 s. */
const ANSWER_MS = 2_000;

type Answer = { type: typeof ANSWER; snapshot: Snapshot };

const typeOf = (message: unknown): unknown =>
  typeof message === "object" && message !== null && "type" in message ? message.type : null;

/** Both ends are processes of one start, so the type names the shape. */
const isAnswer = (message: unknown): message is Answer => typeOf(message) === ANSWER;

/** Asks a child over its IPC channel. Null: the child is gone, not ready or too slow. */
export const askForMetrics = (child: ChildProcess | undefined): Promise<Snapshot | null> =>
  new Promise((resolve) => {
    if (!child?.connected) return resolve(null);
    const settle = (snapshot: Snapshot | null) => {
      clearTimeout(timer);
      child.off("message", hear);
      child.off("exit", leave);
      resolve(snapshot);
    };
    const hear = (message: unknown) => {
      if (isAnswer(message)) settle(message.snapshot);
    };
    const leave = () => settle(null);
    const timer = setTimeout(leave, ANSWER_MS);
    child.on("message", hear);
    child.on("exit", leave);
    child.send({ type: QUESTION }, (error) => {
      if (error) leave();
    });
  });

/** Answers the supervisor of this process. */
export const answerForMetrics = (read: () => Promise<Snapshot>): void => {
  process.on("message", (message) => {
    if (typeOf(message) !== QUESTION) return;
    void read().then((snapshot) => process.send?.({ type: ANSWER, snapshot }, () => {}));
  });
};
