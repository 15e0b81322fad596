import type { Deps } from "#domain/context.ts";
import { answerSealContext } from "#domain/idempotency/kept-answer.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

type Row = { id: string; tenantId: string; answer: string };

/** Limits memory: an answer may take 0.5 MB. */
const BATCH = 50;

/**
 * Writes only unchanged rows, so crashes, repeats and concurrent calls are safe. `unreadable`: rows whose key is
 * missing. `next`: `after` of the next batch.
 */
export const resealAnswers = async (
  { sql, secrets }: Pick<Deps, "sql" | "secrets">,
  { after }: { after: string },
): Promise<{ resealed: number; unreadable: string[]; next: string | null }> => {
  const rows = await sql<Row>(...FIND({ after, writing: secrets.keyIds[0] }));
  const unreadable: string[] = [];
  const renewed = rows.flatMap(({ answer, ...claim }) => {
    try {
      const place = answerSealContext(claim);
      const newAnswer = secrets.seal(secrets.open(answer, place, { isKept: false }), place);
      return [{ id: claim.id, answer, newAnswer }];
    } catch {
      unreadable.push(claim.id);
      return [];
    }
  });
  const written = await sql(...WRITE({ renewed }));
  return { resealed: written.length, unreadable, next: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null) };
};

const FIND = statement(
  { after: "text", writing: "text" },
  ({ after, writing }) => `
SELECT id, tenant_id AS "tenantId", answer FROM idempotency_key
WHERE id > ${after} AND answer IS NOT NULL AND split_part(left(answer, 200), '.', 2) <> ${writing} ORDER BY id LIMIT ${BATCH}`,
);

const WRITE = statement(
  {
    renewed: rowsOf<{ id: string; answer: string; newAnswer: string }>({
      id: "text",
      answer: "text",
      newAnswer: "text",
    }),
  },
  ({ renewed }) => `
UPDATE idempotency_key k SET answer = r.new_answer FROM ${renewed.as("r")}
WHERE k.id = r.id AND k.answer = r.answer RETURNING k.id`,
);
