import { expect, it, onTestFinished } from "vitest";
import { checkEvidence } from "./check-evidence.ts";
import { collectEvidence } from "./collect-evidence.ts";
import { faults } from "./faults.ts";
import { runAndRecover } from "./recovery.ts";
import { settle } from "./settle.ts";
import { startWorld } from "./world.ts";

const ROUNDS = 2;

// Each fault runs on its own system, so that a failure names its fault.
it.runIf(process.platform === "linux").each(Object.keys(faults))(
  "%s: nothing is lost, and deliveries go on",
  async (name) => {
    const world = await startWorld();
    onTestFinished(world.close);
    const fault = faults[name] ?? expect.fail("no such fault");

    for (let round = 0; round < ROUNDS; round++) await runAndRecover(world, fault);
    await settle(world);

    const evidence = await collectEvidence(world);
    expect(checkEvidence(evidence)).toEqual([]);
    expect(evidence.receipts.length).toBeGreaterThan(0);
  },
);
