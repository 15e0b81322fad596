import { parseArgs } from "node:util";
import { COMPACT_USAGE, compactAll, compactGrown, compactGrownDaily } from "#supervisor/commands/compact-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run db:compact`: makes the database smaller while the system runs.

const readArguments = () => {
  try {
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({ options: { "indexes-only": flag, daily: flag } }).values;
  } catch {
    throw new Error(COMPACT_USAGE);
  }
};

await runCommand(async () => {
  const values = readArguments();
  if (values.daily) return compactGrownDaily();
  return values["indexes-only"] ? compactGrown() : compactAll();
});
