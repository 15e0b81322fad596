import { FIGURE_STEPS } from "#domain/figures/figure-steps.ts";
import { SANDBOX_FIGURES_KEPT_DAYS } from "#domain/figures/stats.values.ts";

export const FIGURE_TABLES = ["webhook_figure", "webhook_cause"] as const;

/**
 * Parts of a statement over the CTE `page`: deletes figures whose step is kept no longer (`$2`: now). Rows have no id, and all that are old
 * go, so that there is no place to continue from.
 */
export const deleteFigures = (table: (typeof FIGURE_TABLES)[number]): { page: string; gone: string } => {
  const old = [
    ...FIGURE_STEPS.map(
      ({ minutes, keptHours }) => `r.step = ${minutes} AND r.at <= $2::timestamptz - interval '${keptHours} hours'`,
    ),
    `r.mode = 'test' AND r.at <= $2::timestamptz - interval '${SANDBOX_FIGURES_KEPT_DAYS} days'`,
  ];
  return {
    page: `SELECT ctid, $1::text AS key FROM (
    ${old.map((isOld) => `(SELECT r.ctid FROM ${table} r WHERE (SELECT is_mine FROM turn) AND ${isOld} LIMIT $3)`).join("\n    UNION ALL ")}
  ) old LIMIT $3`,
    gone: `gone AS (
  DELETE FROM ${table} r USING page WHERE r.ctid = page.ctid RETURNING 1
)`,
  };
};
