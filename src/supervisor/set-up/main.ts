import { stopSignal } from "#supervisor/stop-signal.ts";
import type { Report } from "./run-set-up.ts";
import { type SetUp, setUp } from "./set-up.ts";

// Sets the system up in its own process, whose memory is free afterwards.
const stop = stopSignal();
const report = (message: Report) =>
  new Promise<void>((done) => (process.connected && process.send ? process.send(message, () => done()) : done()));
process.once("message", async (order: SetUp) => {
  try {
    await setUp(order, { log: (line) => void report({ log: line }), stop });
    await report({ isDone: true });
  } catch (error) {
    await report({ problem: error instanceof Error ? error.message : String(error) });
  }
  // Exits now: idle connections of the schema engine would keep the process for 10 s.
  process.exit();
});
