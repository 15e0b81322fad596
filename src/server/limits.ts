import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { Sql } from "#domain/context.ts";
import { type Budget, LIMITS, type LimitName, type Limits, RateLimited, WRONG_KEYS } from "#domain/limits/limits.ts";

/**
 * Limits by fixed windows. Those of tenants are counted in this process: they protect it, and cost no round trip. Wrong keys
 * are counted in PostgreSQL, for all processes; an address that had too many is remembered here until its window ends,
 * so that a flood of them does not become a flood of writes. Without the database counting fails: nobody is let by.
 */
export const createLimits = (sql: Sql): Limits => {
  const tenants = new Map(
    (Object.keys(LIMITS) as LimitName[]).map((name) => {
      const { max, seconds } = LIMITS[name];
      return [name, new RateLimiterMemory({ keyPrefix: "", points: max, duration: seconds })];
    }),
  );
  const wrongKeys = new RateLimiterPostgres({
    storeClient: { query: async ({ text, values }: Statement) => ({ rows: await sql(text, values) }) },
    storeType: "client",
    tableName: "rate_limit",
    tableCreated: true,
    keyPrefix: "wrong_key",
    points: WRONG_KEYS.max,
    duration: WRONG_KEYS.seconds,
    inMemoryBlockOnConsumed: WRONG_KEYS.max + 1,
  });

  const takeMany = async (name: LimitName, tenantId: string, count: number): Promise<Budget> => {
    const limiter = tenants.get(name);
    if (!limiter) throw new Error(`there is no limit "${name}"`);
    const { max, seconds, what } = LIMITS[name];
    const over = await limiter.consume(tenantId, count).then(
      (left) => ({ isOver: false, left }),
      (left: RateLimiterRes) => ({ isOver: true, left }),
    );
    if (!over.isOver) return budgetOf(max, over.left);
    // What is refused is not used up: otherwise one large request would shut out all small ones behind it.
    const left = await limiter.reward(tenantId, count);
    const unit = seconds === 1 ? "second" : "minute";
    throw new RateLimited(
      `That was too much at once: up to ${max.toLocaleString("en")} ${what} a ${unit} are possible`,
      budgetOf(max, left),
    );
  };

  return {
    take: (name, tenantId) => takeMany(name, tenantId, 1),

    takeEvents: async (countByTenant) => {
      const taken: [string, number][] = [];
      let least: Budget = {
        limit: LIMITS.events.max,
        remaining: LIMITS.events.max,
        resetSeconds: LIMITS.events.seconds,
      };
      try {
        for (const [tenantId, count] of countByTenant) {
          const budget = await takeMany("events", tenantId, count);
          taken.push([tenantId, count]);
          if (budget.remaining < least.remaining) least = budget;
        }
      } catch (error) {
        for (const [tenantId, count] of taken) await tenants.get("events")?.reward(tenantId, count);
        throw error;
      }
      return least;
    },

    noteWrongKey: async (address) => {
      await wrongKeys.consume(address).catch((refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new RateLimited("Too many wrong keys came from your address", budgetOf(WRONG_KEYS.max, refusal));
      });
    },
  };
};

type Statement = { text: string; values: readonly unknown[] };

const budgetOf = (limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): Budget => ({
  limit,
  remaining: Math.max(0, remainingPoints),
  resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
});
