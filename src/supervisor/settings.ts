import { existsSync } from "node:fs";
import { type Env, parseEnv } from "#env.ts";

/** Reads `.env` for unset variables. Ends the process with one line per bad variable. */
export const readSettings = (): Env => {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const result = parseEnv(process.env);
  if (result.ok) return result.env;
  for (const problem of result.problems) console.error(`Bad setting ${problem}`);
  process.exit(1);
};

/**
 * Exits explicitly: idle connections of the schema engine would keep the process for 10 s. Errors give exit
 * code 1.
 */
export const runCommand = async (command: () => Promise<void>): Promise<never> => {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  process.exit();
};
