import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Endings } from "./endings.ts";
import { say } from "./say.ts";
import { type System, startSystem } from "./start-system.ts";

const LINES_MAX = 25;
/** Hides short processes: the supervisor and its helper programs. */
const BUSY_MS_MIN = 1_000;
const STATEMENTS_MAX = 12;

type Frame = { functionName: string; url: string; lineNumber: number };
type CpuProfile = {
  nodes: { id: number; callFrame: Frame }[];
  samples: number[];
  timeDeltas: number[];
};

/** Starts the system with a CPU profile per Node process and PostgreSQL's statement statistics. */
export const startProfiled = async (
  endings: Endings,
  { dataDir }: { dataDir: string },
): Promise<{ system: System; sayStatements: () => Promise<void>; sayFunctions: () => Promise<void> }> => {
  // The server needs the library at its start, and only a first start creates the cluster.
  const first = await startSystem(endings, { dataDir });
  await first.deps.sql("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  await first.stop();

  const profiles = join(dataDir, "profiles");
  mkdirSync(profiles);
  const settings = { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` };
  const system = await startSystem(endings, { dataDir, settings });
  await system.deps.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  return {
    system,
    sayStatements: () => sayStatements(system),
    // Node writes a profile when its process ends.
    sayFunctions: async () => {
      await system.stop();
      for (const file of readdirSync(profiles)) sayProfile(file, readProfile(join(profiles, file)));
    },
  };
};

const sayStatements = async ({ deps }: System): Promise<void> => {
  const rows = await deps.sql<{ totalMs: number; calls: number; rows: number; walMb: number; query: string }>(
    `SELECT total_exec_time + total_plan_time AS "totalMs", calls::int, rows::int, (wal_bytes / 1048576)::float8 AS "walMb",
       left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query
     FROM pg_stat_statements ORDER BY 1 DESC LIMIT ${STATEMENTS_MAX}`,
  );
  for (const { totalMs, calls, rows: touched, walMb, query } of rows)
    say(`${Math.round(totalMs)} ms, ${calls} calls, ${touched} rows, ${walMb.toFixed(1)} MB of WAL: ${query}`);
};

const readProfile = (file: string): CpuProfile => JSON.parse(readFileSync(file, "utf8"));

/** Prints self time per function, without its callees; idle time is left out. */
const sayProfile = (name: string, { nodes, samples, timeDeltas }: CpuProfile) => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byFunction = new Map<string, number>();
  const byPlace = new Map<string, number>();
  let busyUs = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    const us = timeDeltas[index] ?? 0;
    if (!frame || frame.functionName === "(idle)" || frame.functionName === "(program)") continue;
    busyUs += us;
    const place = placeOf(frame.url);
    add(byPlace, place, us);
    add(byFunction, `${frame.functionName || "(anonymous)"} ${place} ${fileOf(frame)}`, us);
  }
  if (busyUs < BUSY_MS_MIN * 1_000) return;
  say(`${name}: busy for ${Math.round(busyUs / 1_000)} ms`);
  sayLargest(byPlace, busyUs);
  sayLargest(byFunction, busyUs);
};

const add = (sums: Map<string, number>, key: string, us: number) => sums.set(key, (sums.get(key) ?? 0) + us);

const sayLargest = (sums: ReadonlyMap<string, number>, busyUs: number) => {
  const largest = [...sums].sort(([, a], [, b]) => b - a).slice(0, LINES_MAX);
  for (const [key, us] of largest) say(`  ${((100 * us) / busyUs).toFixed(1)} % ${key}`);
};

/** Returns the package or the part of this system that a script belongs to. */
const placeOf = (url: string): string => {
  if (url === "") return "(V8)";
  if (url.startsWith("node:")) return url.split("/").slice(0, 2).join("/");
  const [, dependency] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  return dependency ?? /\/(src|\.next)\/.*/.exec(url)?.[0] ?? url;
};

const fileOf = ({ url, lineNumber }: Frame): string => `${url.split("/").at(-1)}:${lineNumber + 1}`;
