import { DatabaseClient } from "#database/database-client.ts";
import { say } from "../say.ts";

type Statement = { text: string; values: readonly unknown[] };
type Timed = { "QUERY PLAN": [{ "Planning Time": number; "Execution Time": number }] };

/**
 * `explain` prints PostgreSQL's plan and actual reads of a statement to stderr and rolls back its writes. `timeMs`
 * returns planning plus execution time, without the network.
 */
export const createExplainer = async (databaseUrl: string) => {
  const client = new DatabaseClient({ connectionString: databaseUrl });
  await client.connect();
  return {
    /** Sets the tenant of the following statements. */
    actFor: async (tenantId: string): Promise<void> => {
      await client.query("SELECT set_config('app.tenant_id', $1, false)", [tenantId]);
    },
    timeMs: async ({ text, values }: Statement): Promise<number> => {
      const { rows } = await client.query<Timed>({
        text: `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
        values: [...values],
      });
      const [plan] = rows[0]?.["QUERY PLAN"] ?? [];
      return plan ? plan["Planning Time"] + plan["Execution Time"] : Number.NaN;
    },
    explain: async (what: string, { text, values }: Statement): Promise<void> => {
      await client.query("BEGIN");
      try {
        const { rows } = await client.query<{ "QUERY PLAN": string }>({
          text: `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) ${text}`,
          values: [...values],
        });
        say([`-- ${what}`, ...rows.map((row) => `   ${row["QUERY PLAN"]}`)].join("\n"));
      } finally {
        await client.query("ROLLBACK");
      }
    },
    close: () => client.end(),
  };
};

export type Explainer = Awaited<ReturnType<typeof createExplainer>>;
