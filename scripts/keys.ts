import { dropKey, reencrypt, rotateKeys, showKeys } from "#supervisor/commands/key-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run keys -- rotate|reencrypt|status|drop ID`: manages the master keys, which seal secrets in the
// database.

const USAGE = `Usage:
  npm run keys -- status      what is sealed with which master key, and which one may go
  npm run keys -- rotate      makes a new master key and seals everything with it; the system may run meanwhile
  npm run keys -- reencrypt   seals with the first key what others sealed; may be stopped and run again at any time
  npm run keys -- drop ID     takes an old key out, once nothing needs it`;

await runCommand(async () => {
  const [command, ...rest] = process.argv.slice(2);
  if (command === "rotate" && rest.length === 0) return rotateKeys();
  if (command === "reencrypt" && rest.length === 0) return reencrypt();
  if (command === "status" && rest.length === 0) return showKeys();
  if (command === "drop" && rest.length === 1 && rest[0]) return dropKey(rest[0]);
  throw new Error(USAGE);
});
