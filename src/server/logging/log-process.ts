import type { Logger } from "#domain/context.ts";
import { type LineFields, writeLine } from "#domain/log-lines.ts";

/** Logs the start or stop of a process. On a terminal the supervisor says the same in words. */
export const logProcess = (
  log: Logger,
  name: "process started" | "process stopped",
  fields: LineFields<"process started">,
): void => {
  if (!process.stderr.isTTY) writeLine(log, name, fields);
};
