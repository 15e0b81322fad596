import type { Deps } from "#domain/context.ts";
import { createOperatorKey } from "#domain/operator/create-operator-key.ts";
import { listOperatorKeys } from "#domain/operator/list-operator-keys.ts";
import { SYSTEM_OPERATOR } from "#domain/operator/operator-deps.ts";
import { createOperatorKeyInput, type OperatorKeyView } from "#domain/operator/operator-key.schema.ts";
import { OPERATOR_SCOPES } from "#domain/operator/operator-scope.values.ts";
import { revokeOperatorKey } from "#domain/operator/revoke-operator-key.ts";
import { checkOptions } from "#supervisor/commands/check-options.ts";
import { doEach } from "#supervisor/commands/do-each.ts";
import { withDeps } from "#supervisor/with-deps.ts";

export const OPERATOR_USAGE = `Usage:
  npm run operator -- key --name NAME [--scopes A,B] [--expires-days N] [--allow-from NETWORKS] [--json]
                     makes an operator key for /v1/operator and prints it once; without --scopes it may do all;
                     --allow-from: addresses or networks from which it works, such as 192.0.2.7,2001:db8::/32
  npm run operator -- list [--json]
  npm run operator -- revoke ID [ID …] [--json]      ends keys from the next request on
Scopes: ${OPERATOR_SCOPES.join(" ")}`;

export type OperatorOptions = {
  name?: string;
  scopes?: string[];
  "expires-days"?: string;
  "allow-from"?: string[];
  json: boolean;
};

const usage = OPERATOR_USAGE;

/** An option may be repeated, or hold several with commas or spaces between. */
const listOf = (texts: readonly string[] | undefined): string[] | undefined =>
  texts?.flatMap((text) => text.split(/[,\s]+/)).filter((entry) => entry !== "");

export const createKeyCommand = (options: OperatorOptions): Promise<void> => {
  const { name, scopes, json, "expires-days": days, "allow-from": networks } = options;
  const input = checkOptions(
    createOperatorKeyInput,
    {
      name,
      scopes: listOf(scopes),
      allowedFrom: listOf(networks),
      expiresInDays: days === undefined ? null : Number(days),
    },
    { usage, names: { expiresInDays: "expires-days", allowedFrom: "allow-from" } },
  );
  return withDeps("operator-command", async (deps) => {
    const created = await createOperatorKey(deps, SYSTEM_OPERATOR, input);
    if (json) return console.log(JSON.stringify(created));
    console.log(`Operator key ${created.id}, shown this once: ${created.key}`);
    if (created.expiresAt) console.log(`It works until ${created.expiresAt}`);
  });
};

export const listKeysCommand = ({ json }: OperatorOptions): Promise<void> =>
  withDeps("operator-command", async (deps) => {
    for await (const key of allKeys(deps)) console.log(json ? JSON.stringify(key) : lineOf(key, deps.clock()));
  });

/** Revokes all of them; an unknown id fails the command after the others are revoked. */
export const revokeKeysCommand = (ids: readonly string[], { json }: OperatorOptions): Promise<void> =>
  withDeps("operator-command", (deps) =>
    doEach(ids, async (id) => {
      const revoked = await revokeOperatorKey(deps, SYSTEM_OPERATOR, { id });
      return json ? JSON.stringify(revoked) : `Revoked ${id}: ${revoked.name}`;
    }),
  );

async function* allKeys(deps: Deps): AsyncGenerator<OperatorKeyView> {
  let cursor: string | undefined;
  do {
    const page = await listOperatorKeys(deps, { limit: 100, cursor });
    yield* page.data;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}

const lineOf = (key: OperatorKeyView, now: Date): string => {
  const state = key.revokedAt
    ? `revoked ${key.revokedAt}`
    : key.expiresAt && new Date(key.expiresAt) <= now
      ? `expired ${key.expiresAt}`
      : key.expiresAt
        ? `until ${key.expiresAt}`
        : "no expiry";
  const from = key.allowedFrom.length > 0 ? `from ${key.allowedFrom.join(",")}` : "from everywhere";
  const used = key.lastUsedAt ? `used ${key.lastUsedAt}` : "never used";
  return [key.id, key.name, key.hint, key.scopes.join(","), from, state, used].join("\t");
};
