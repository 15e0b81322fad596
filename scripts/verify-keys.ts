import { checkMasterKeys } from "#domain/sealing/check-master-keys.ts";
import { parseEnv } from "#env.ts";
import { wire } from "#server/deps.ts";

/** Before anything starts: throws a line for people when the master keys are not those of the database. */
export const verifyKeys = async (source: NodeJS.ProcessEnv): Promise<void> => {
  const parsed = parseEnv(source);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => `Bad setting ${problem}`).join("\n"));
  const { deps, close } = wire(parsed.env, "key-check");
  await checkMasterKeys(deps).finally(close);
};
