import { LOG_FILTERS } from "#tests/log/log-filters.ts";
import { sampleRows } from "#tests/log/sample-rows.ts";
import type { WatchedDatabase } from "#tests/log/watched-database.ts";
import { percentile } from "../percentile.ts";
import { say } from "../say.ts";
import type { Explainer } from "./explain.ts";

export type PagesResult = { rows: number; firstPageP95Ms: number; filteredP95Ms: number };

/**
 * Measures the first page and each single filter of both logs under the tenant role, through the use cases, for tenants
 * and values of many rows.
 */
export const measurePages = async (
  { db, sql, statements }: WatchedDatabase,
  explainer: Explainer,
  { rows, pagesPerFilter }: { rows: number; pagesPerFilter: number },
): Promise<PagesResult> => {
  const samples = await sampleRows({ db }, pagesPerFilter);
  const measured: { isFirstPage: boolean; p95Ms: number }[] = [];
  for (const { name, page } of LOG_FILTERS) {
    const times: number[] = [];
    for (const sample of samples) {
      statements.length = 0;
      await page({ sql }, sample);
      await explainer.actFor(sample.tenantId);
      let ms = 0;
      for (const statement of statements) ms += await explainer.timeMs(statement);
      times.push(ms);
    }
    const p95Ms = percentile(times, 95);
    say(`log of ${rows}: ${name} p50 ${percentile(times, 50)} ms, p95 ${p95Ms} ms, max ${percentile(times, 100)} ms`);
    measured.push({ isFirstPage: name.endsWith("first page"), p95Ms });
    for (const statement of [...statements]) await explainer.explain(`log of ${rows}: ${name}`, statement);
  }
  const worst = (isFirstPage: boolean) =>
    Math.max(...measured.filter((one) => one.isFirstPage === isFirstPage).map(({ p95Ms }) => p95Ms));
  return { rows, firstPageP95Ms: worst(true), filteredP95Ms: worst(false) };
};
