import { parseArgs } from "node:util";
import { BACKUP_USAGE, backUp } from "#supervisor/commands/backup-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run backup`: copies the database to a new directory.

const readArguments = () => {
  try {
    return parseArgs({ options: { to: { type: "string" } } }).values;
  } catch {
    throw new Error(BACKUP_USAGE);
  }
};

await runCommand(async () => backUp(readArguments()));
