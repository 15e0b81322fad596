import { getStats } from "#domain/figures/get-stats.ts";
import { statsInput, statsView } from "#domain/figures/stats.schema.ts";
import { defineRoute } from "#rest/route.ts";

export const getStatsRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/stats",
  operationId: "getStats",
  tag: "Deliveries",
  summary:
    "Counts of deliveries and attempts, and percentiles of durations, by minute, hour or day in UTC. Deliveries and attempts count when they end, tests never; at most 10 seconds behind.",
  scope: "deliveries:read",
  input: { query: statsInput },
  status: 200,
  answer: statsView,
  handle: ({ deps, actor }, { query }) => getStats(deps, actor, query),
});
