import { parseArgs } from "node:util";
import {
  addTenantCommand,
  listTenantsCommand,
  removeTenantCommand,
  TENANT_USAGE,
} from "#supervisor/commands/tenant-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run tenant -- add|list|remove`: manages tenants.
await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      id: { type: "string" },
      name: { type: "string" },
      key: { type: "boolean", default: false },
      test: { type: "boolean", default: false },
      "expires-days": { type: "string" },
    },
  });
  const [command, ...rest] = positionals;
  if (command === "add" && rest.length === 0) return addTenantCommand(values);
  if (command === "list" && rest.length === 0) return listTenantsCommand();
  if (command === "remove" && rest.length === 0 && values.id) return removeTenantCommand(values.id);
  throw new Error(TENANT_USAGE);
});
