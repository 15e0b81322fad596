import { pino } from "pino";
import type { Logger } from "#domain/context.ts";
import { loggableError } from "#server/logging/loggable-error.ts";
import { readableLine } from "#server/logging/readable-lines.ts";
import { requestContext } from "#server/logging/request-context.ts";
import { readVersion } from "#server/version.ts";

/** Removed also one level down. Only lines of libraries have such fields. */
const SECRET_FIELDS = new Set(["secret", "authorization", "headers", "password", "body"]);

/** Writes lines to stderr, as JSON or readable (`logOutput`). pino's own `redact` would triple the time of a line (12 µs, measured). */
export const createLogger = (level: string, name: string, output: pino.DestinationStream = logOutput()): Logger =>
  pino(
    {
      level,
      base: { name, version: readVersion().version },
      // pino writes into this object.
      mixin: () => ({ ...requestContext().getStore() }),
      serializers: { err: loggableError },
      formatters: { log: (fields) => withoutSecrets(fields) },
    },
    output,
  );

/**
 * @param format default: `text` on a terminal, else `json` for programs
 * @param sync for a program that ends by itself: what an exit flushes may overtake a line that is being written
 */
export const logOutput = (format?: "json" | "text" | undefined, { sync = false } = {}): pino.DestinationStream => {
  const stderr = pino.destination({ dest: 2, sync });
  const { isTTY } = process.stderr;
  if ((format ?? (isTTY ? "text" : "json")) === "json") return stderr;
  const hasColor = isTTY && process.stderr.hasColors();
  return { write: (line) => void stderr.write(readableLine(line, { hasColor })) };
};

const withoutSecrets = (fields: Record<string, unknown>, isNested = false): Record<string, unknown> => {
  let safe = fields;
  for (const name in fields) {
    const value = fields[name];
    const shown = SECRET_FIELDS.has(name) ? "…" : !isNested && isPlain(value) ? withoutSecrets(value, true) : value;
    if (shown !== value) safe = { ...safe, [name]: shown };
  }
  return safe;
};

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
