import { pino } from "pino";
import type { Logger } from "#domain/context.ts";

/** JSON lines on stderr. Fields that may hold a secret are removed by name. */
export const createLogger = (level: string, name: string): Logger =>
  pino(
    {
      level,
      base: { name },
      redact: { paths: ["*.secret", "*.authorization", "headers", "*.headers", "*.password", "*.body"], censor: "…" },
    },
    pino.destination({ dest: 2, sync: false }),
  );
