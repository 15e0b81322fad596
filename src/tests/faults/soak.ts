import { checkEvidence, summarize } from "./check-evidence.ts";
import { collectEvidence } from "./collect-evidence.ts";
import type { Fault } from "./fault.ts";
import { faults } from "./faults.ts";
import { seededRandom } from "./random.ts";
import { runAndRecover } from "./recovery.ts";
import { settle } from "./settle.ts";
import { startWorld, type World } from "./world.ts";

const ROUND_MINUTES_MAX = 10;
const PAUSE_MS_MAX = 3_000;
const VIOLATIONS_SHOWN = 50;

type Soak = { minutes: number; seed: number; stop: AbortSignal };

type Figures = ReturnType<typeof summarize> & { kills: number; longestMs: number; problems: number };

/**
 * Causes random faults under load for some minutes and prints the proof that nothing was lost. Each round of ten
 * minutes runs on a new system, so that the ledgers fit in memory. True = nothing was lost.
 */
export const soak = async ({ minutes, seed, stop }: Soak): Promise<boolean> => {
  const random = seededRandom(seed);
  log(`Faults at random for ${minutes} min, seed ${seed}`);
  const rounds: Figures[] = [];
  for (let left = minutes; left > 0 && !stop.aborted; left -= ROUND_MINUTES_MAX) {
    const world = await startWorld({ random, log });
    const round = { random, stop, minutes: Math.min(left, ROUND_MINUTES_MAX) };
    rounds.push(await runRound(world, round).finally(world.close));
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
  return lost === 0 && problems === 0 && rounds.length > 0;
};

const log = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

type Round = Pick<Soak, "minutes" | "stop"> & { random: () => number };

const runRound = async (world: World, { minutes, random, stop }: Round): Promise<Figures> => {
  const end = performance.now() + minutes * 60_000;
  const problems: string[] = [];
  let longestMs = 0;
  while (performance.now() < end && !stop.aborted) {
    const [name, fault] = pickFault(random);
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

const pickFault = (random: () => number): [string, Fault] => {
  const all = Object.entries(faults);
  const picked = all[Math.floor(random() * all.length)];
  if (!picked) throw new Error("There are no faults.");
  return picked;
};
