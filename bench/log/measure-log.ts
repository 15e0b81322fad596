import { randomBytes } from "node:crypto";
import { embeddedUrls } from "#database/database-urls.ts";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { fillLog } from "#tests/log/fill-log.ts";
import { watchDatabase } from "#tests/log/watched-database.ts";
import type { Endings } from "../endings.ts";
import { rounded } from "../percentile.ts";
import { say } from "../say.ts";
import { type System, wireTo } from "../start-system.ts";
import { createExplainer } from "./explain.ts";
import { type GrowthResult, measureGrowth } from "./measure-growth.ts";
import { measurePages, type PagesResult } from "./measure-pages.ts";

/** `atSizes` holds the figures per log size; `ratio` is the worst quotient of largest to smallest size. */
export type LogResult = PagesResult & { ratio: number; atSizes: PagesResult[] };

type Wanted = { logRows: readonly number[]; pagesPerFilter: number; batchesPerStatement: number };

const DATABASE = "bellhop_bench_log";

/** Fills a log in a separate database on the system's server, and measures it at each size. */
export const measureLog = async (
  system: System,
  endings: Endings,
  { logRows, pagesPerFilter, batchesPerStatement }: Wanted,
): Promise<{ log: LogResult; growth: GrowthResult[] }> => {
  await system.deps.sql(`CREATE DATABASE ${DATABASE}`);
  const url = databaseUrl(system.databaseUrl, DATABASE);
  await migrateDatabase(embeddedUrls(url));
  const explainer = await createExplainer(url);
  endings.add(explainer.close);
  const asApp = await createExplainer(embeddedUrls(url).app);
  endings.add(asApp.close);
  const { deps, close } = wireTo(url, { MASTER_KEYS: `k1:${randomBytes(32).toString("base64")}` });
  endings.add(close);

  const now = new Date();
  const of = Math.max(...logRows);
  const pages: PagesResult[] = [];
  const growth: GrowthResult[] = [];
  let from = 1;
  for (const rows of logRows) {
    const startedAt = performance.now();
    await fillLog(url, { from, to: rows, of, now, onProgress: say });
    say(`log: ${rows} rows after ${Math.round((performance.now() - startedAt) / 1_000)} s`);
    from = rows + 1;
    const watched = watchDatabase(url);
    pages.push(await measurePages(watched, asApp, { rows, pagesPerFilter }).finally(watched.close));
    growth.push(await measureGrowth(deps, explainer, { rows, batches: batchesPerStatement }));
  }
  return { log: summarise(pages), growth };
};

const summarise = (atSizes: PagesResult[]): LogResult => {
  const [smallest, largest] = [atSizes.at(0), atSizes.at(-1)];
  if (!smallest || !largest) throw new Error("Name at least one size of the log.");
  const ratio = Math.max(
    largest.firstPageP95Ms / smallest.firstPageP95Ms,
    largest.filteredP95Ms / smallest.filteredP95Ms,
  );
  return { ...largest, ratio: rounded(ratio), atSizes };
};
