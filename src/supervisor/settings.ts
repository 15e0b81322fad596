import { existsSync } from "node:fs";
import { type Env, parseEnv } from "#env.ts";

/** Reads the settings from the environment, else from a file `.env`. Ends the process with a line for each bad variable. */
export const readSettings = (): Env => {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const result = parseEnv(process.env);
  if (result.ok) return result.env;
  for (const problem of result.problems) console.error(`Bad setting ${problem}`);
  process.exit(1);
};

/**
 * Runs a command and ends the process: idle connections of the schema engine would keep it for ten seconds more. An error
 * becomes one message without a stack, and exit code 1.
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
