import type { Probes } from "#tests/bounds/probes.ts";

export const poolsProbes: Probes = {};
