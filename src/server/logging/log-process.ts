import type { Logger } from "#domain/context.ts";
import { type LineFields, writeLine } from "#domain/log-lines.ts";

/** The supervisor prints its own message on a terminal. */
export const logProcess = (
  log: Logger,
  name: "process started" | "process stopped",
  fields: LineFields<"process started">,
): void => {
  if (!process.stderr.isTTY) writeLine(log, name, fields);
};
