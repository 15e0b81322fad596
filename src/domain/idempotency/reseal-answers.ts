import type { Deps } from "#domain/context.ts";
import { answerSealContext } from "#domain/idempotency/kept-answer.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

type Row = { id: string; tenantId: string; answer: string };

/** Answers of one batch. An answer may take half a megabyte. */
const BATCH = 50;

/**
 * Seals one batch of remembered answers again with the first master key. A row is written only where it still holds what was
 * read, so a kill, a repeat, and two calls at once are harmless. `unreadable`: rows whose key is missing.
 *
 * @returns `next`, the `after` of the next batch; null at the end
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

/** `left` reads only the beginning of a long text. */
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
