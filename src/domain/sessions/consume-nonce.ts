import type { Deps } from "#domain/context.ts";

/**
 * Returns true for the first use only, across processes. Keeps the id until `expiresAt`, when no check
 * accepts it.
 */
export const consumeNonce = async (
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
