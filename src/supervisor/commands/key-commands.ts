import { setTimeout as pause } from "node:timers/promises";
import type { Deps } from "#domain/context.ts";
import { resealAnswers } from "#domain/idempotency/reseal-answers.ts";
import { forgetMasterKey } from "#domain/sealing/check-master-keys.ts";
import { countByKey, type KeyUse } from "#domain/sealing/count-by-key.ts";
import { resealSome } from "#domain/sealing/reseal.ts";
import { addMasterKey, dropMasterKey, newMasterKey, nextKeyId } from "#supervisor/keys.ts";
import { readSettings } from "#supervisor/settings.ts";
import { withDeps } from "#supervisor/with-deps.ts";

/** Time after which no process uses the old key: each looks for new keys once a second. */
const NOTICED_MS = 2_000;

export const showKeys = () => withDeps("keys-command", async (deps) => report(deps, await countByKey(deps)));

/** Makes a new master key and reseals everything with it. Prints manual steps if MASTER_KEYS is set. */
export const rotateKeys = async () => {
  const { DATA_DIR: dataDir } = readSettings();
  if (process.env.MASTER_KEYS) return console.log(manualRotation(process.env.MASTER_KEYS));
  const id = addMasterKey(dataDir);
  console.log(`Made the master key ${id}. Keep a copy of keys.json somewhere else than the database's backups.`);
  await pause(NOTICED_MS);
  await reencrypt();
};

const manualRotation = (masterKeys: string): string => {
  const ids = masterKeys.split(",").map((entry) => entry.trim().split(":")[0] ?? "");
  return `MASTER_KEYS is set in your environment, so put the new key there, in steps that keep every process working:
1. Add it at the end of MASTER_KEYS and restart every process, so that all can read it:
     ${newMasterKey(nextKeyId(ids))}
2. Move it to the front and restart every process: from now on it seals.
3. npm run keys -- reencrypt
4. npm run keys -- status says when an old key may go. Take it out of MASTER_KEYS, and restart.`;
};

/** Reseals everything with the first key. Safe to stop and to repeat. */
export const reencrypt = () =>
  withDeps("keys-command", async (deps) => {
    const webhooks = await resealAll((place) => resealSome(deps, place));
    const answers = await resealAll((place) => resealAnswers(deps, place));
    const unreadable = [...webhooks.unreadable, ...answers.unreadable];
    console.log(
      `Sealed the secrets of ${webhooks.resealed} webhooks, and ${answers.resealed} remembered answers, with ${deps.secrets.keyIds[0]}.`,
    );
    if (unreadable.length > 0)
      throw new Error(
        `The key of these is missing, so they were not resealed: ${unreadable.join(", ")}. Put the key back and run this again.`,
      );
    report(deps, await countByKey(deps));
  });

const resealAll = async (resealBatch: (place: { after: string }) => ReturnType<typeof resealSome>) => {
  const total = { resealed: 0, unreadable: [] as string[] };
  for (let after: string | null = ""; after !== null; ) {
    const batch: Awaited<ReturnType<typeof resealSome>> = await resealBatch({ after });
    total.resealed += batch.resealed;
    total.unreadable.push(...batch.unreadable);
    after = batch.next;
  }
  return total;
};

const report = ({ secrets }: Deps, uses: readonly KeyUse[]) => {
  const [writing] = secrets.keyIds;
  for (const use of uses)
    console.log(
      `${use.keyId}\t${use.sealed} sealed\t${use.apiKeys} API keys\t${use.keyId === writing ? "writes" : verdictOf(use)}`,
    );
};

const verdictOf = ({ sealed, apiKeys }: KeyUse) => {
  if (sealed > 0) return "needed: run reencrypt";
  if (apiKeys > 0) return "API keys that were not used since the rotation would stop working without it";
  return "may go";
};

/** Removes an old key from keys.json. Throws while secrets or API keys need it. */
export const dropKey = (id: string) =>
  withDeps("keys-command", async (deps) => {
    const { DATA_DIR: dataDir } = readSettings();
    if (process.env.MASTER_KEYS)
      throw new Error("MASTER_KEYS is set in your environment: remove the key there, and restart.");
    const use = (await countByKey(deps)).find(({ keyId }) => keyId === id);
    if (use && use.sealed + use.apiKeys > 0)
      throw new Error(
        `${use.sealed} secrets and ${use.apiKeys} API keys still need "${id}". Run reencrypt for the secrets; an API key ` +
          "moves when it is used, or revoke those that are not used any more.",
      );
    dropMasterKey(dataDir, id);
    await forgetMasterKey(deps, { keyId: id });
    console.log(`Took ${id} out of keys.json.`);
  });
