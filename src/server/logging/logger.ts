import { pino } from "pino";
import type { Logger } from "#domain/context.ts";
import { loggableError } from "#server/logging/loggable-error.ts";
import { requestContext } from "#server/logging/request-context.ts";

/** Names of fields that may hold a secret, also one level down. Only lines of libraries have such fields. */
const SECRET_FIELDS = new Set(["secret", "authorization", "headers", "password", "body"]);

/**
 * JSON lines on stderr. A line that is written while a request is answered carries `requestId`; an error stands in `err`. Fields
 * that may hold a secret are removed by name here, since pino's own `redact` triples the time of a line (12 µs, measured).
 */
export const createLogger = (level: string, name: string, output: pino.DestinationStream = stderr()): Logger =>
  pino(
    {
      level,
      base: { name },
      // A new object each time: pino writes the fields of the line into it.
      mixin: () => ({ ...requestContext().getStore() }),
      serializers: { err: loggableError },
      formatters: { log: (fields) => withoutSecrets(fields) },
    },
    output,
  );

const stderr = () => pino.destination({ dest: 2, sync: false });

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
