import { parseArgs } from "node:util";
import {
  createKeyCommand,
  listKeysCommand,
  OPERATOR_USAGE,
  revokeKeysCommand,
} from "#supervisor/commands/operator-commands.ts";
import { listPausesCommand, PAUSE_USAGE, pauseCommand, resumeCommand } from "#supervisor/commands/pause-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run operator -- key|list|revoke` manages keys of the operator's API, `pause|resume|pauses` stops sending.
await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: "string" },
      scopes: { type: "string", multiple: true },
      "expires-days": { type: "string" },
      "allow-from": { type: "string", multiple: true },
      note: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [command, ...rest] = positionals;
  if (command === "key" && rest.length === 0) return createKeyCommand(values);
  if (command === "list" && rest.length === 0) return listKeysCommand(values);
  if (command === "revoke" && rest.length > 0) return revokeKeysCommand(rest, values);
  if (command === "pause" && rest.length > 0) return pauseCommand(rest, values);
  if (command === "resume" && rest.length > 0) return resumeCommand(rest, values);
  if (command === "pauses" && rest.length === 0) return listPausesCommand(values);
  throw new Error(`${OPERATOR_USAGE}\n${PAUSE_USAGE}`);
});
