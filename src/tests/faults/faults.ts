import type { Fault } from "#tests/faults/fault.ts";
import { databaseFaults } from "./database-faults.ts";
import { processFaults } from "./process-faults.ts";
import { hasPrlimit } from "./processes.ts";
import { webhookFaults } from "./webhook-faults.ts";

/** Every fault that this machine can make, by its name: for the tests one by one, for the soak at random. */
export const faults: Record<string, Fault> = Object.fromEntries(
  Object.entries({ ...processFaults, ...databaseFaults, ...webhookFaults }).filter(
    ([, { needsPrlimit }]) => !needsPrlimit || hasPrlimit(),
  ),
);
