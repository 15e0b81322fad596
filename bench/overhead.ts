import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { freePort } from "#tests/start-app.ts";
import { addWebhooks } from "./add-webhooks.ts";
import { createEndings, type Endings } from "./endings.ts";
import { rounded } from "./percentile.ts";
import { measurePipeline } from "./pipeline.ts";
import { startReceiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import { newDataDir, startSystem } from "./start-system.ts";

// `npx node bench/overhead.ts [--pairs 5] [--events 20000] [--what metrics|traces] [--sample 1]`: CPU an event with and without, in interleaved pairs.
// The overhead is the median of the pairs' ratios. It counts as none if it is smaller than the spread of the runs without.

const TENANTS = 20;
const SCRAPE_MS = 5_000;

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "5" },
    events: { type: "string", default: "20000" },
    what: { type: "string", default: "metrics" },
    /** Part of the requests that are traced. */
    sample: { type: "string", default: "1" },
  },
});

/** Scrapes as Prometheus does, three times as often. */
const scrape = (port: number, endings: Endings) => {
  const timer = setInterval(() => {
    void fetch(`http://127.0.0.1:${port}/metrics`)
      .then((answer) => answer.text())
      .catch(() => {});
  }, SCRAPE_MS);
  endings.add(() => clearInterval(timer));
};

/** Takes spans, and forgets them. */
const startCollector = async (endings: Endings): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endings.add(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const run = async (isOn: boolean): Promise<number> => {
  const endings = createEndings();
  try {
    const port = await freePort();
    const withMetrics = values.what === "metrics" && isOn;
    const withTraces = values.what === "traces" && isOn;
    const settings = {
      ...(withMetrics ? { METRICS_PORT: String(port) } : {}),
      ...(withTraces
        ? {
            OTEL_EXPORTER_OTLP_ENDPOINT: await startCollector(endings),
            OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
            OTEL_TRACES_SAMPLER_ARG: values.sample,
          }
        : {}),
    };
    const system = await startSystem(endings, { dataDir: newDataDir(endings), settings });
    const receiver = await startReceiver(endings);
    const webhooks = await addWebhooks(system, receiver, { count: TENANTS });
    if (withMetrics) scrape(port, endings);
    const events = Number(values.events);
    const { cpuUs, lost } = await measurePipeline(system, receiver, webhooks, {
      events,
      warmUpEvents: Math.round(events / 4),
      rawPerSecond: 0,
    });
    if (lost > 0) throw new Error(`${lost} events were lost: this run says nothing.`);
    return cpuUs.system;
  } finally {
    await endings.run();
  }
};

const medianOf = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const pairs: { off: number; on: number }[] = [];
for (let index = 0; index < Number(values.pairs); index++) {
  // The order changes, so that a machine that gets warmer favours neither.
  const first = await run(index % 2 === 1);
  const second = await run(index % 2 === 0);
  const pair = index % 2 === 1 ? { off: second, on: first } : { off: first, on: second };
  pairs.push(pair);
  say(`pair ${index + 1}: ${pair.off} µs an event without, ${pair.on} with`);
}
const ratios = pairs.map(({ off, on }) => rounded(on / off));
const without = pairs.map(({ off }) => off);
const spread = rounded((Math.max(...without) - Math.min(...without)) / medianOf(without));
const overhead = rounded(medianOf(ratios) - 1);
process.stdout.write(
  `${JSON.stringify({ what: values.what, pairs, ratios, overhead, spreadWithout: spread, isWithinSpread: overhead <= spread }, null, 2)}\n`,
);
