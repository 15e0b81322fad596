import type { Deps } from "#domain/context.ts";
import { answerPlace } from "#domain/idempotency/kept-answer.ts";

type Row = { id: string; tenantId: string; answer: string };

/** Answers of one batch: one may be half a megabyte. */
const BATCH = 50;

/**
 * Seals with the first master key the remembered answers that older ones sealed, one batch after `after`. What is erased or
 * replaced meanwhile stays so: a row is written only where it still holds what was read. So a kill, a repeat, and two at once are
 * harmless. `unreadable` are rows whose key is not there: they stay as they are. `next` is null at the end.
 */
export const resealAnswers = async (
  { sql, secrets }: Pick<Deps, "sql" | "secrets">,
  { after }: { after: string },
): Promise<{ resealed: number; unreadable: string[]; next: string | null }> => {
  const rows = await sql<Row>(FIND, [after, secrets.keyIds[0], BATCH]);
  const unreadable: string[] = [];
  const renewed = rows.flatMap(({ answer, ...claim }) => {
    try {
      const place = answerPlace(claim);
      return [{ id: claim.id, old: answer, new: secrets.seal(secrets.open(answer, place, { isKept: false }), place) }];
    } catch {
      unreadable.push(claim.id);
      return [];
    }
  });
  const written = await sql(WRITE, [
    renewed.map(({ id }) => id),
    renewed.map((row) => row.old),
    renewed.map((row) => row.new),
  ]);
  return { resealed: written.length, unreadable, next: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null) };
};

/** `left` reads the beginning of a long text only. */
const FIND = `
SELECT id, tenant_id AS "tenantId", answer FROM idempotency_key
WHERE id > $1 AND answer IS NOT NULL AND split_part(left(answer, 200), '.', 2) <> $2 ORDER BY id LIMIT $3::int`;

const WRITE = `
UPDATE idempotency_key k SET answer = r.new_answer
FROM unnest($1::text[], $2::text[], $3::text[]) AS r(id, answer, new_answer)
WHERE k.id = r.id AND k.answer = r.answer RETURNING k.id`;
