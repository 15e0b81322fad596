import { existsSync } from "node:fs";
import { type Env, parseEnv } from "#env.ts";

/**
 * The settings from the environment and, below them, from a file `.env`. Ends the process with a line per bad variable.
 * `findMore` may name problems that only concern its caller.
 */
export const readSettings = (findMore: (source: NodeJS.ProcessEnv) => string[] = () => []): Env => {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const result = parseEnv(process.env);
  const problems = [...(result.ok ? [] : result.problems), ...findMore(process.env)];
  for (const problem of problems) console.error(`Bad setting ${problem}`);
  return result.ok && problems.length === 0 ? result.env : process.exit(1);
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
