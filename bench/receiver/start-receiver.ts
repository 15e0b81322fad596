import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Endings } from "../endings.ts";
import type { Answered, Command, Counts, Route } from "./messages.ts";

export type Receiver = {
  pid: number;
  /** Opens a new port and returns its origin. */
  listen(): Promise<string>;
  add(routes: readonly Route[]): Promise<void>;
  counts(): Promise<Counts>;
  arrivals(): Promise<Map<string, number>>;
  reset(): Promise<void>;
};

export const startReceiver = async (endings: Endings): Promise<Receiver> => {
  // `advanced` serialization: arrivals are a Map.
  const child = fork(join(import.meta.dirname, "main.ts"), { serialization: "advanced", execArgv: [] });
  const exited = once(child, "exit");
  endings.add(async () => {
    child.kill("SIGTERM");
    await exited;
  });
  const waiting = new Map<number, (answer: unknown) => void>();
  child.on("message", (message) => {
    const { id, answer } = message as Answered;
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  let asked = 0;
  const ask = (command: Command) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++asked;
      waiting.set(id, resolve);
      child.send({ id, command }, (error) => error && reject(error));
    });
  return {
    pid: child.pid ?? 0,
    listen: async () => `http://127.0.0.1:${await ask({ ask: "listen" })}`,
    add: async (routes) => void (await ask({ ask: "add", routes })),
    counts: async () => (await ask({ ask: "counts" })) as Counts,
    arrivals: async () => (await ask({ ask: "arrivals" })) as Map<string, number>,
    reset: async () => void (await ask({ ask: "reset" })),
  };
};
