import { dropKey, reencrypt, rotateKeys, showKeys } from "#supervisor/commands/key-commands.ts";
import { runCommand } from "#supervisor/settings.ts";

// `npm run keys -- rotate|reencrypt|status|drop ID`: manages the master keys, which seal secrets in the
// database.

const USAGE = `Usage:
  npm run keys -- status      shows what each master key seals, and which keys can be removed
  npm run keys -- rotate      makes a new master key and seals everything with it; the system may run meanwhile
  npm run keys -- reencrypt   seals everything again with the first key; may be stopped and repeated at any time
  npm run keys -- drop ID     removes an old key that is no longer needed`;

await runCommand(async () => {
  const [command, ...rest] = process.argv.slice(2);
  if (command === "rotate" && rest.length === 0) return rotateKeys();
  if (command === "reencrypt" && rest.length === 0) return reencrypt();
  if (command === "status" && rest.length === 0) return showKeys();
  if (command === "drop" && rest.length === 1 && rest[0]) return dropKey(rest[0]);
  throw new Error(USAGE);
});
