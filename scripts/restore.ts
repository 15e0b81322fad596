import { parseArgs } from "node:util";
import { BACKUP_USAGE, restore } from "#supervisor/commands/backup-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run restore`: restores what `npm run backup` wrote.

const readArguments = () => {
  try {
    const { values } = parseArgs({
      options: { from: { type: "string" }, replace: { type: "boolean", default: false } },
    });
    if (values.from) return { from: values.from, isReplacing: values.replace };
  } catch {
    // An unknown option gets the usage too.
  }
  throw new Error(BACKUP_USAGE);
};

await runCommand(async () => restore(readArguments()));
