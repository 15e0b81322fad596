import type { Probes } from "#tests/bounds/probes.ts";

export const intakeProbes: Probes = {};
