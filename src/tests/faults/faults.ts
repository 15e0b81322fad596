import type { Fault } from "#tests/faults/fault.ts";
import { databaseFaults } from "./database-faults.ts";
import { processFaults } from "./process-faults.ts";
import { hasPrlimit } from "./processes.ts";
import { webhookFaults } from "./webhook-faults.ts";

/** Every fault possible on this machine, by name: the tests run them one by one, the soak at random. */
export const faults: Record<string, Fault> = Object.fromEntries(
  Object.entries({ ...processFaults, ...databaseFaults, ...webhookFaults }).filter(
    ([, { needsPrlimit }]) => !needsPrlimit || hasPrlimit(),
  ),
);
