import type { LogFields, Logger } from "#domain/context.ts";
import { type LineFields, type LineName, LOG_LINES } from "#domain/log-lines.ts";

/** What hears units of work, by the names of their lines. */
export type LineWatch = { [Name in LineName]?: (fields: LineFields<Name>) => void };

/** Returns a logger that tells `watch` of each line of the list, also of lines below its level. */
export const hearLines = (log: Logger, watch: LineWatch): Logger => {
  const at = (level: keyof Logger) => (fields: LogFields, message: string) => {
    // `writeLine` has checked the fields of each name.
    if (isLineName(message)) (watch[message] as ((fields: LogFields) => void) | undefined)?.(fields);
    log[level](fields, message);
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
};

const isLineName = (name: string): name is LineName => Object.hasOwn(LOG_LINES, name);
