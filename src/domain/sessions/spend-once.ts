import type { Deps } from "#domain/context.ts";

/**
 * Whether this is the first use of `id`, whoever asks, also at the same moment in another process. `expiresAt` is when
 * nobody would accept it any more anyway; then it is forgotten.
 */
export const spendOnce = async (
  { sql, clock }: Pick<Deps, "sql" | "clock">,
  { id, expiresAt }: { id: string; expiresAt: Date },
): Promise<boolean> => {
  await sql("DELETE FROM used_once WHERE expires_at < $1", [clock()]);
  const rows = await sql<{ id: string }>(
    "INSERT INTO used_once (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING id",
    [id, expiresAt],
  );
  return rows.length === 1;
};
