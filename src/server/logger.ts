import { pino } from "pino";
import type { Logger } from "#domain/context.ts";
import { loggableError } from "#server/loggable-error.ts";
import { requestContext } from "#server/request-context.ts";

/**
 * JSON lines on stderr. A line that is written while a request is answered carries `requestId`. Errors stand in `err`; fields that
 * may hold a secret are cut out by name.
 */
export const createLogger = (level: string, name: string, output: pino.DestinationStream = stderr()): Logger =>
  pino(
    {
      level,
      base: { name },
      // A new object each time: pino writes the fields of the line into it.
      mixin: () => ({ ...requestContext().getStore() }),
      serializers: { err: loggableError },
      redact: { paths: ["*.secret", "*.authorization", "headers", "*.headers", "*.password", "*.body"], censor: "…" },
    },
    output,
  );

const stderr = () => pino.destination({ dest: 2, sync: false });
