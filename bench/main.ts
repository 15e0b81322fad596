import { availableParallelism } from "node:os";
import { Stopped, stopSignal } from "#supervisor/stop-signal.ts";
import { addWebhooks } from "./add-webhooks.ts";
import { measureBullMq } from "./baselines/bullmq.ts";
import { measureInngest } from "./baselines/inngest.ts";
import type { BaselineResult } from "./baselines/job-world.ts";
import { measureBounds } from "./bounds.ts";
import { createComparison } from "./compare.ts";
import { createEndings, type Endings } from "./endings.ts";
import { sendOneByOne, summariseLatency } from "./latency.ts";
import { measureLog } from "./log/measure-log.ts";
import { measureIdleMemory, measureMemory } from "./memory.ts";
import { measureAlone, measureImport, measureNeighbour } from "./neighbour.ts";
import { type Measurement, type Options, readOptions } from "./options.ts";
import { measureOrdered } from "./ordered.ts";
import { measurePipeline } from "./pipeline.ts";
import { startProfiled } from "./profile.ts";
import { measureRestCost } from "./quiet-cores.ts";
import { measureRaw } from "./raw.ts";
import { startReceiver } from "./receiver/start-receiver.ts";
import { measureRetention } from "./retention.ts";
import { say } from "./say.ts";
import { measureSingle, warmUpSingle } from "./single.ts";
import { newDataDir, type System, startSystem } from "./start-system.ts";

// `npm run bench`: all measurements in one run on this machine; stdout is one JSON object.

const TENANTS = 20;
const WARM_UP_SECONDS = 2;

const measure = async ({ measurements, baselines: names, sizes, isProfile }: Options, endings: Endings) => {
  const wants = (...names: Measurement[]) => names.some((name) => measurements.includes(name));
  const result: Record<string, unknown> = {};
  const report = <Value>(name: string, value: Value): Value => {
    say(`${name}: ${JSON.stringify(value)}`);
    result[name] = value;
    return value;
  };

  say("starting the system …");
  const dataDir = newDataDir(endings);
  const profiled = isProfile ? await startProfiled(endings, { dataDir }) : null;
  const system = profiled?.system ?? (await startSystem(endings, { dataDir }));
  report("machine", await describeMachine(system));
  // Measured before the receiver starts, which shares pages with the system.
  const idle = wants("memory") ? await measureIdleMemory(system) : null;
  const receiver = await startReceiver(endings);
  const webhooks = await addWebhooks(system, receiver, { count: TENANTS });

  let rawPerSecond = 0;
  if (wants("raw")) rawPerSecond = report("raw", await measureRaw(receiver, { seconds: sizes.rawSeconds })).perSecond;
  if (wants("pipeline")) {
    const { pipelineEvents: events, warmUpEvents } = sizes;
    report("pipeline", await measurePipeline(system, receiver, webhooks, { events, warmUpEvents, rawPerSecond }));
  }
  if (wants("latency", "single")) {
    say(`cores: 1 MiB of memory takes ${await measureRestCost()} times as long after a rest as in a loop`);
    const target = { system, receiver, webhooks };
    await warmUpSingle(target, { events: sizes.warmUpEvents });
    const rounds = await sendOneByOne(system, receiver, webhooks, { events: sizes.latencyEvents });
    if (wants("latency")) report("latency", summariseLatency(rounds));
    if (wants("single")) report("single", await measureSingle(target, { events: sizes.singleEvents, rounds }));
  }
  if (wants("neighbour", "import", "retention")) {
    const { aloneSeconds, neighbourRounds: rounds, neighbourSeconds: seconds, backlogDeliveries: backlog } = sizes;
    const compare = createComparison(() => measureAlone(system, receiver, webhooks, { seconds: aloneSeconds }));
    // Warms the system up: first use is slow.
    await measureAlone(system, receiver, webhooks, { seconds: WARM_UP_SECONDS });
    if (wants("neighbour")) {
      const beside = await compare(() => measureNeighbour(system, receiver, webhooks, { seconds, backlog }), {
        rounds,
      });
      const { baselineP95Ms, p95Ms: withHangingP95Ms, ratio, ratios } = beside;
      say(`neighbour: ratio ${ratio} is the median of ${ratios.join(", ")}`);
      report("neighbour", { baselineP95Ms, withHangingP95Ms, ratio, ratios });
    }
    if (wants("import")) {
      const { importEvents: events, importSecondsMax: secondsMax } = sizes;
      report("import", await compare(() => measureImport(system, receiver, webhooks, { events, secondsMax })));
    }
    if (wants("retention")) {
      const { expiredDeliveries: deliveries, retentionSecondsMax: most } = sizes;
      const wanted = { deliveries, seconds: most };
      report("retention", await compare(() => measureRetention(system, receiver, webhooks, wanted)));
    }
  }
  if (wants("bounds")) report("bounds", await measureBounds(system, receiver, webhooks));
  if (wants("ordered"))
    report("ordered", await measureOrdered(endings, receiver, { appointments: sizes.orderedAppointments }));
  if (idle) {
    const { waitingDeliveries: waiting, restSeconds } = sizes;
    report("memory", await measureMemory(system, receiver, webhooks, { waiting, restSeconds, idle }));
  }
  if (wants("log", "growth")) {
    const { log, growth } = await measureLog(system, endings, sizes);
    report("log", log);
    report("growth", growth);
  }
  const baselines: Record<string, BaselineResult> = {};
  for (const name of names) {
    const measureBaseline = { bullmq: measureBullMq, inngest: measureInngest }[name];
    baselines[name] = await measureBaseline(receiver, endings, { events: sizes.baselineEvents[name] });
  }
  if (names.length > 0) report("baselines", baselines);
  await profiled?.sayStatements();
  await profiled?.sayFunctions();
  return result;
};

const describeMachine = async ({ deps }: System) => {
  const [row] = await deps.sql<{ server_version: string }>("SHOW server_version");
  return { cpus: availableParallelism(), node: process.versions.node, postgres: row?.server_version ?? "" };
};

const readArguments = () => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
};

const options = readArguments();
const endings = createEndings();
const stop = stopSignal();
stop.addEventListener("abort", () => void endings.run().then(() => process.exit(130)));
try {
  const startedAt = performance.now();
  const result = await measure(options, endings);
  say(`done after ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  await endings.run();
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`, () => process.exit(0));
} catch (error) {
  // Stopping breaks running measurements: those errors are expected.
  if (!stop.aborted && !(error instanceof Stopped))
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  await endings.run();
  process.exit(stop.aborted ? 130 : 1);
}
