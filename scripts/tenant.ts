import { parseArgs } from "node:util";
import { TENANT_USAGE, tenantCommands } from "#supervisor/commands/tenant-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run tenant -- add|list|suspend|resume|remove|keys|revoke-key`: manages tenants.
await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      id: { type: "string", multiple: true },
      name: { type: "string" },
      key: { type: "boolean", default: false },
      test: { type: "boolean", default: false },
      "expires-days": { type: "string" },
      stdin: { type: "boolean", default: false },
      revoke: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [command = "", ...rest] = positionals;
  const run = rest.length === 0 ? tenantCommands.get(command) : undefined;
  if (!run) throw new Error(TENANT_USAGE);
  return run(values);
});
