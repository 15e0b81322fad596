import { compactIndexes } from "#database/compact/compact-indexes.ts";
import { permitPackedBodies } from "#database/compact/permit-packed-bodies.ts";
import { embeddedUrls, externalUrls } from "#database/database-urls.ts";
import { withOwnerDatabase } from "#database/owner-database.ts";
import { databaseAddresses, waitForDatabase } from "#database/wait-for-database.ts";
import { readSettings, runCommand } from "#supervisor/settings.ts";

// `npm run db:compact`: permits packed bodies, drops indexes of the release before, and rebuilds large ones, while the system runs.

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

await runCommand(async () => {
  const env = readSettings();
  const urls = externalUrls(env);
  if (urls) await waitForDatabase(databaseAddresses(env), { log: console.log, waitMs: 0 });
  const settings = { dataDir: env.DATA_DIR, databaseUrl: urls?.owner, log: console.log };
  const compacted = await withOwnerDatabase(settings, async (url) => {
    if ((await permitPackedBodies(urls ?? embeddedUrls(url))) === "permitted")
      console.log(
        "Bodies of new events are packed from now on. Release 0.2.0 cannot read them: do not start it again.",
      );
    return compactIndexes(url, {
      onIndex: ({ name, bytesBefore, bytesAfter }) =>
        console.log(`${name}: ${mb(bytesBefore)} → ${bytesAfter === 0 ? "dropped" : mb(bytesAfter)}`),
    });
  });
  const freed = compacted.reduce((sum, { bytesBefore, bytesAfter }) => sum + bytesBefore - bytesAfter, 0);
  console.log(compacted.length === 0 ? "No index is large enough to gain from it." : `Freed ${mb(freed)}.`);
});
