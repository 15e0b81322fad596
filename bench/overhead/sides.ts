import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort } from "#tests/start-app.ts";
import { addWebhooks, type BenchWebhook } from "../add-webhooks.ts";
import type { Endings } from "../endings.ts";
import type { Receiver } from "../receiver/start-receiver.ts";
import { type System, startSystem } from "../start-system.ts";

/** What a system has on: nothing, metrics, or traces of a part of the requests. */
export type Kind = "off" | "metrics" | `traces:${number}`;

export type Side = { kind: Kind; system: System; webhooks: readonly BenchWebhook[]; scrape: () => Promise<unknown> };

/** A data directory, which has its webhooks after the first start. */
export type Place = { dataDir: string; webhooks: readonly BenchWebhook[] | null };

const TENANTS = 20;
/** The SDK's default. Spans of few events cost more each second with a shorter one: each export is a request. */
export const EXPORT_MS = 5_000;

export const readKind = (text: string): Kind => {
  if (text === "off" || text === "metrics") return text;
  const [name, part] = text.split(":");
  if (name === "traces" && Number(part) > 0 && Number(part) <= 1) return `traces:${Number(part)}`;
  throw new Error(`Unknown --what "${text}": metrics, traces:PART (of the requests) or off.`);
};

/** Takes spans, and forgets them. */
export const startCollector = async (endings: Endings): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endings.add(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

export const startSide = async (
  kind: Kind,
  place: Place,
  { receiver, collector, endings }: { receiver: Receiver; collector: string; endings: Endings },
): Promise<Side> => {
  const metricsPort = kind === "metrics" ? await freePort() : null;
  const settings = settingsOf(kind, { metricsPort, collector });
  const system = await startSystem(endings, { dataDir: place.dataDir, settings });
  // Vacuum runs before a round instead, where it does not count: by itself it falls into rounds by chance.
  await system.deps.sql("ALTER SYSTEM SET autovacuum = off");
  await system.deps.sql("SELECT pg_reload_conf()");
  place.webhooks ??= await addWebhooks(system, receiver, { count: TENANTS });
  const scrape = async () => metricsPort && (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return { kind, system, webhooks: place.webhooks, scrape };
};

const settingsOf = (
  kind: Kind,
  { metricsPort, collector }: { metricsPort: number | null; collector: string },
): Record<string, string> => {
  if (metricsPort) return { METRICS_PORT: String(metricsPort) };
  if (kind === "off") return {};
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: kind.slice("traces:".length),
  };
};
