import { parseArgs } from "node:util";
import { stopSignal } from "#supervisor/stop-signal.ts";
import { soak } from "#tests/faults/soak.ts";

// `npm run soak -- --minutes N [--seed S]`: runs random faults under load. Exit code 0 = nothing was lost.
const { values } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
const minutes = Number(values.minutes ?? 10);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error("Say for how long: npm run soak -- --minutes 10 [--seed 1234]");
  process.exit(1);
}
process.exit((await soak({ minutes, seed, stop: stopSignal() })) ? 0 : 1);
