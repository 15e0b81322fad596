import { parseArgs } from "node:util";
import {
  createKeyCommand,
  listKeysCommand,
  OPERATOR_USAGE,
  revokeKeysCommand,
} from "#supervisor/commands/operator-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run operator -- key|list|revoke`: manages keys of the operator's API.
await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: "string" },
      scopes: { type: "string", multiple: true },
      "expires-days": { type: "string" },
      "allow-from": { type: "string", multiple: true },
      json: { type: "boolean", default: false },
    },
  });
  const [command, ...rest] = positionals;
  if (command === "key" && rest.length === 0) return createKeyCommand(values);
  if (command === "list" && rest.length === 0) return listKeysCommand(values);
  if (command === "revoke" && rest.length > 0) return revokeKeysCommand(rest, values);
  throw new Error(OPERATOR_USAGE);
});
