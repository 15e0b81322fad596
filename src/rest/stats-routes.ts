import { getStats } from "#domain/figures/get-stats.ts";
import { statsInput, statsView } from "#domain/figures/stats.schema.ts";
import { defineRoute } from "#rest/route.ts";

export const getStatsRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/stats",
  operationId: "getStats",
  tag: "Deliveries",
  summary:
    "Counts deliveries and attempts, with percentiles of their durations, by minute, hour or day in UTC. They count when they end. Tests do not count. The figures are at most 10 seconds old.",
  scope: "deliveries:read",
  input: { query: statsInput },
  status: 200,
  answer: statsView,
  handle: ({ deps, actor }, { query }) => getStats(deps, actor, query),
});
