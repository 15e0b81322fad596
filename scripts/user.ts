import { parseArgs } from "node:util";
import { USER_USAGE, userCommands } from "#supervisor/commands/user-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run user -- …`: manages password users.
await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      tenant: { type: "string" },
      email: { type: "string", multiple: true },
      name: { type: "string" },
      role: { type: "string", default: "admin" },
      "password-stdin": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [command = "", ...rest] = positionals;
  const run = rest.length === 0 ? userCommands.get(command) : undefined;
  if (!run) throw new Error(USER_USAGE);
  return run(values);
});
