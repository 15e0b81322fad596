import { parseArgs } from "node:util";
import { stopSignal } from "#supervisor/stop-signal.ts";
import { checkEvidence, summarize } from "../src/tests/faults/check-evidence.ts";
import { collectEvidence } from "../src/tests/faults/collect-evidence.ts";
import type { Fault } from "../src/tests/faults/fault.ts";
import { faults } from "../src/tests/faults/faults.ts";
import { seededRandom } from "../src/tests/faults/random.ts";
import { runAndRecover } from "../src/tests/faults/recovery.ts";
import { settle } from "../src/tests/faults/settle.ts";
import { startWorld, type World } from "../src/tests/faults/world.ts";

// `npm run soak -- --minutes N [--seed S]`: everything that can go wrong, at random and under load, for N minutes, in rounds
// on a new system each, so that the ledgers fit in memory; after each the proof that nothing was lost. Exit code 0 only if
// it holds.
const ROUND_MINUTES_MAX = 10;
const PAUSE_MS_MAX = 3_000;
const VIOLATIONS_SHOWN = 50;

const { values } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
const minutes = Number(values.minutes ?? 10);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error("Say for how long: npm run soak -- --minutes 10 [--seed 1234]");
  process.exit(1);
}

const stop = stopSignal();
const random = seededRandom(seed);
const log = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

type Figures = ReturnType<typeof summarize> & { kills: number; longestMs: number; problems: number };

const soak = async (world: World, roundMinutes: number): Promise<Figures> => {
  const end = performance.now() + roundMinutes * 60_000;
  const problems: string[] = [];
  let longestMs = 0;
  while (performance.now() < end && !stop.aborted) {
    const [name, fault] = pick();
    try {
      const recoveryMs = await runAndRecover(world, fault);
      longestMs = Math.max(longestMs, recoveryMs);
      log(`${name}: the next delivery after ${(recoveryMs / 1_000).toFixed(1)} s`);
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : error}`);
      log(`✗ ${problems.at(-1)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, random() * PAUSE_MS_MAX));
  }
  log("Settling …");
  await settle(world);
  const evidence = await collectEvidence(world);
  const violations = checkEvidence(evidence);
  for (const { kind, detail } of violations.slice(0, VIOLATIONS_SHOWN)) log(`✗ ${kind}: ${detail}`);
  const { kills } = world;
  return { ...summarize(evidence), kills, longestMs, problems: problems.length + violations.length };
};

const pick = (): [string, Fault] => {
  const all = Object.entries(faults);
  const [first] = all;
  const picked = all[Math.floor(random() * all.length)] ?? first;
  if (!picked) throw new Error("There are no faults.");
  return picked;
};

log(`Faults at random for ${minutes} min, seed ${seed}`);
const rounds: Figures[] = [];
for (let left = minutes; left > 0 && !stop.aborted; left -= ROUND_MINUTES_MAX) {
  const world = await startWorld({ random, log });
  rounds.push(await soak(world, Math.min(left, ROUND_MINUTES_MAX)).finally(world.close));
}
const sum = (count: (round: Figures) => number) => rounds.reduce((total, round) => total + count(round), 0);
const problems = sum((round) => round.problems);
const lost = sum((round) => round.lost);
console.table([
  {
    sent: sum((round) => round.sent),
    delivered: sum((round) => round.delivered),
    failed: sum((round) => round.failed),
    canceled: sum((round) => round.canceled),
    lost,
    duplicates: sum((round) => round.duplicates),
    kills: sum((round) => round.kills),
    longestRecovery: `${(Math.max(0, ...rounds.map(({ longestMs }) => longestMs)) / 1_000).toFixed(1)} s`,
  },
]);
console.log(`${problems} complaints, seed ${seed}`);
process.exit(lost === 0 && problems === 0 && rounds.length > 0 ? 0 : 1);
