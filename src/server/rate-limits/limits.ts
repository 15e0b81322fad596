import { setTimeout } from "node:timers/promises";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { Sql } from "#domain/context.ts";
import { ACCEPTED_AT_ONCE_PART } from "#domain/fairness.ts";
import { createGcra } from "#domain/limits/gcra.ts";
import {
  ACCEPTED_BYTES,
  type Budget,
  LIMITS,
  type LimitName,
  type Limits,
  RateLimited,
  WRONG_KEYS,
} from "#domain/limits/limits.ts";
import { createTenantLimits, type TenantLimits } from "#domain/limits/tenant-limits.ts";
import { isPossibleTenant } from "#domain/tenants/possible-tenant.ts";
import { createBodyAdmission } from "#server/http-server/body-admission.ts";
import { createExclusiveTurns } from "#server/rate-limits/exclusive-turns.ts";
import { createSharedEvents } from "#server/rate-limits/shared-events.ts";

/**
 * Counts requests, events and bytes in process memory, and events over all web processes where there are several. Wrong keys count in PostgreSQL, for all processes; memory remembers blocked
 * addresses, so a flood causes few writes.
 */
export const createLimits = (
  sql: Sql,
  own: Pick<TenantLimits, "eventsPerSecond" | "webProcesses"> = createTenantLimits(),
): Limits => {
  const { events: ofEvents, ...windows } = LIMITS;
  const tenants = new Map<string, RateLimiterMemory>(
    Object.entries(windows).map(([name, { max, seconds }]) => [
      name,
      new RateLimiterMemory({ keyPrefix: "", points: max, duration: seconds }),
    ]),
  );
  const eventsMax = (tenantId: string | null) => {
    const perSecond = tenantId === null ? null : own.eventsPerSecond(tenantId);
    return perSecond === null ? ofEvents.max : perSecond * ofEvents.seconds;
  };
  const events = createGcra(ofEvents, undefined, eventsMax);
  const sharedEvents = createSharedEvents(sql, (tenantId) => eventsMax(tenantId) / ofEvents.seconds, {
    windowSeconds: ofEvents.seconds,
  });
  const bytes = createGcra(ACCEPTED_BYTES);
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

  const takeOne = async (name: LimitName, tenantId: string): Promise<Budget> => {
    const limiter = tenants.get(name);
    if (!limiter) throw new Error(`there is no limit "${name}"`);
    const { max } = LIMITS[name];
    const over = await limiter.consume(tenantId).then(
      (left) => ({ isOver: false, left }),
      (left: RateLimiterRes) => ({ isOver: true, left }),
    );
    if (!over.isOver) return budgetOf(max, over.left);
    // Refunds the refused request.
    const left = await limiter.reward(tenantId);
    throw tooMuch(name, budgetOf(max, left));
  };

  return {
    take: takeOne,

    takeEvents: async (countByTenant) => {
      const { used, key, isOver } = events.take(countByTenant);
      const { seconds } = ofEvents;
      const budget = gcraBudget({ max: eventsMax(key), seconds }, used);
      if (isOver) throw tooMuch("events", budget, key);
      const shared =
        own.webProcesses() > 1 ? await sharedEvents.take(ofPossibleTenants(countByTenant)) : { isOver: false as const };
      if (shared.isOver) {
        events.give(countByTenant);
        throw tooMuch("events", gcraBudget({ max: eventsMax(shared.tenantId), seconds }, 1), shared.tenantId);
      }
      const waitMs = (used - ACCEPTED_AT_ONCE_PART) * seconds * 1_000;
      if (waitMs > 0) await setTimeout(waitMs);
      return budget;
    },

    admitBody: createBodyAdmission(),
    takeBytes: async (bytesByTenant) => {
      // Waiting would keep the large body in memory.
      const { used, key, isOver } = bytes.take(bytesByTenant);
      const budget = gcraBudget(ACCEPTED_BYTES, used);
      if (isOver) throw tooManyBytes(budget, key);
      return budget;
    },

    takeTurn: createExclusiveTurns(sql),

    noteWrongKey: async (address) => {
      await wrongKeys.consume(address).catch((refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new RateLimited("Too many wrong keys came from your address", budgetOf(WRONG_KEYS.max, refusal));
      });
    },
  };
};

/** Leases nothing for ids that PostgreSQL cannot store: their events are refused next, with their paths. */
const ofPossibleTenants = (counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...counts].filter(([tenantId]) => isPossibleTenant(tenantId)));

type Statement = { text: string; values: readonly unknown[] };

const tooMuch = (name: LimitName, budget: Budget, tenantId: string | null = null) => {
  const { seconds, what } = LIMITS[name];
  const max = budget.limit;
  const time = seconds === 60 ? "a minute" : seconds === 3_600 ? "an hour" : `in ${seconds} seconds`;
  return new RateLimited(
    `That was too much at once${ofTenant(tenantId)}: up to ${max.toLocaleString("en")} ${what} ${time} are possible`,
    budget,
  );
};

const tooManyBytes = (budget: Budget, tenantId: string | null) => {
  const { max, seconds } = ACCEPTED_BYTES;
  const mib = max / 1024 / 1024;
  return new RateLimited(
    `That was too much at once${ofTenant(tenantId)}: up to ${mib} MiB of events at once and ${mib / seconds} MiB a second are possible`,
    budget,
  );
};

const ofTenant = (tenantId: string | null) => (tenantId === null ? "" : ` for tenant ${JSON.stringify(tenantId)}`);

const gcraBudget = ({ max, seconds }: { max: number; seconds: number }, used: number): Budget => ({
  limit: max,
  remaining: Math.floor(max * (1 - used)),
  resetSeconds: Math.max(1, Math.ceil(seconds * used)),
});

const budgetOf = (limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): Budget => ({
  limit,
  remaining: Math.max(0, remainingPoints),
  resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
});
