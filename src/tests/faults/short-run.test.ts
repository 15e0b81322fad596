import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../until.ts";
import { checkEvidence, summarize } from "./check-evidence.ts";
import { collectEvidence } from "./collect-evidence.ts";
import { faults } from "./faults.ts";
import { runAndRecover } from "./recovery.ts";
import { settle } from "./settle.ts";
import { startWorld, type World } from "./world.ts";

// Linux only: processes are found and limited through /proc.
describe.runIf(process.platform === "linux")("every short fault on one system", () => {
  // Runs every short fault in turn on one system under load, then checks the evidence.
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ log: (line) => console.log(line) });
  });
  afterAll(() => world.close());

  it("events arrive before any fault", async () => {
    await until("some have arrived", async () => (await world.recorder.counts()).received > 20);
  });

  describe("deliveries go on after", () => {
    for (const [name, fault] of Object.entries(faults).filter(([, { isLong }]) => !isLong))
      it(name, async () => {
        await runAndRecover(world, fault);
      });
  });

  it("nothing is lost, forged, changed, repeated without cause or left open", async () => {
    await settle(world);
    const evidence = await collectEvidence(world);
    console.log(summarize(evidence));
    expect(checkEvidence(evidence)).toEqual([]);
    expect(evidence.receipts.length).toBeGreaterThan(100);
  });
});
