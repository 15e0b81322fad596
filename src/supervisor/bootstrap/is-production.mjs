import { basename } from "node:path";

/** Commands that a production folder has the packages for. All others are for development. */
const COMMANDS = new Set([
  "start.ts",
  "migrate.ts",
  "compact.ts",
  "tenant.ts",
  "user.ts",
  "keys.ts",
  "operator.ts",
  "backup.ts",
  "restore.ts",
  "portal-link.ts",
  "check-url.ts",
  "register-inngest.ts",
]);

/**
 * Tells whether a command must take the folder as it is: nothing is installed, generated or built.
 * @param {string} entry such as scripts/start.ts
 * @param {readonly string[]} args
 * @param {string | undefined} mode NODE_ENV
 */
export const isProduction = (entry, args, mode) =>
  mode === "production" && COMMANDS.has(basename(entry)) && !args.includes("--dev");
