import { pino } from "pino";
import type { Logger } from "#domain/context.ts";

/** Writes JSON lines to stderr. Redacts fields by name that may hold a secret. */
export const createLogger = (level: string, name: string): Logger =>
  pino(
    {
      level,
      base: { name },
      redact: { paths: ["*.secret", "*.authorization", "headers", "*.headers", "*.password", "*.body"], censor: "…" },
    },
    pino.destination({ dest: 2, sync: false }),
  );
