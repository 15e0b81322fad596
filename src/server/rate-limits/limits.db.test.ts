import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCEPTED_BYTES, LIMITS, RateLimited, WRONG_KEYS } from "#domain/limits/limits.ts";
import { createLimits } from "#server/rate-limits/limits.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const refusalOf = (taking: Promise<unknown>): Promise<RateLimited> =>
  taking.then(
    () => Promise.reject(new Error("it was let by")),
    (error: unknown) => (error instanceof RateLimited ? error : Promise.reject(error)),
  );

describe("the limits of a tenant", () => {
  const limits = () => createLimits(database.deps.sql);

  it("count down, refuse with the time to try again, and ignore other tenants", async () => {
    const { take } = limits();
    for (let left = LIMITS.recover.max - 1; left >= 0; left--)
      expect(await take("recover", "a")).toMatchObject({ limit: LIMITS.recover.max, remaining: left });
    const { message, budget } = await refusalOf(take("recover", "a"));
    expect(budget).toMatchObject({ remaining: 0, resetSeconds: LIMITS.recover.seconds });
    expect(message).toBe(
      "That was too much at once: up to 10 recoveries a minute are possible. Try again in 60 seconds.",
    );
    expect(await take("recover", "b")).toMatchObject({ remaining: LIMITS.recover.max - 1 });
    expect(await take("writes", "a")).toMatchObject({ limit: LIMITS.writes.max });
  });

  it("take all events of a request or none, and a refusal uses nothing up", async () => {
    const { takeEvents } = limits();
    const { max } = LIMITS.events;
    // No early await: an accepted call waits for its turn, and the used amount shrinks with time.
    const first = takeEvents(new Map([["a", max - 10]]));
    const refused = refusalOf(
      takeEvents(
        new Map([
          ["b", max],
          ["a", 100],
        ]),
      ),
    );
    const other = takeEvents(new Map([["b", max]]));
    const { budget, message } = await refused;
    expect(budget).toMatchObject({ limit: max, resetSeconds: 2 });
    expect(message).toContain('for tenant "a"');
    expect(await first).toMatchObject({ remaining: 10 });
    expect(await other).toMatchObject({ remaining: 0 });
  });
});

describe("the bytes of a tenant's events", () => {
  const { max } = ACCEPTED_BYTES;

  it("pass up to the burst; a refusal names the tenant and counts nothing of its request", async () => {
    const { takeBytes } = createLimits(database.deps.sql);
    expect(await takeBytes(new Map([["a", max / 2]]))).toMatchObject({ limit: max });
    const both = new Map([
      ["b", max],
      ["a", max],
    ]);
    const { message, budget } = await refusalOf(takeBytes(both));
    expect(message).toMatch(
      /^That was too much at once for tenant "a": up to 20 MiB of events at once and 5 MiB a second are possible\. /,
    );
    expect(budget.resetSeconds).toBe(2);
    await takeBytes(new Map([["b", max]]));
    await takeBytes(new Map([["a", max / 2]]));
  });
});

describe("turns", () => {
  const turn = { name: "erase", tenantId: "a", secondsMax: 60 } as const;

  it("are given to one call per tenant at a time, over all processes", async () => {
    const [one, two] = [createLimits(database.deps.sql), createLimits(database.deps.sql)];
    const giveBack = await one.takeTurn(turn);
    const { message, budget } = await refusalOf(two.takeTurn(turn));
    expect(message).toBe("One at a time is possible, and another one is under way. Try again in 5 seconds.");
    expect(budget.resetSeconds).toBe(5);
    await (await two.takeTurn({ ...turn, tenantId: "b" }))();
    await giveBack();
    await (await two.takeTurn(turn))();
  });

  it("of a dead process expire, and its late release does not end the turn of another process", async () => {
    const { takeTurn } = createLimits(database.deps.sql);
    // The expiry names the holder. Different lengths keep both expiries apart when both turns start in one millisecond.
    const late = await takeTurn({ ...turn, secondsMax: 30 });
    await database.deps.sql("UPDATE rate_limit SET expire = 0 WHERE key = 'turn:erase:a'");
    const giveBack = await takeTurn(turn);
    await late();
    await refusalOf(takeTurn(turn));
    await giveBack();
  });
});

describe("wrong API keys", () => {
  it("are counted over all processes, and a flood of them causes no writes", async () => {
    const statements: string[] = [];
    const counting: typeof database.deps.sql = (text, values) => {
      statements.push(text);
      return database.deps.sql(text, values);
    };
    const [one, two] = [createLimits(database.deps.sql), createLimits(counting)];
    for (let i = 0; i < WRONG_KEYS.max; i++) await one.noteWrongKey("203.0.113.9");
    expect((await refusalOf(two.noteWrongKey("203.0.113.9"))).budget.resetSeconds).toBeGreaterThan(0);
    const written = statements.length;
    for (let i = 0; i < 100; i++) await refusalOf(two.noteWrongKey("203.0.113.9"));
    expect(statements).toHaveLength(written);
    await two.noteWrongKey("203.0.113.10");
  });

  it("are all refused while the database is unavailable", async () => {
    const away = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const { noteWrongKey } = createLimits(() => Promise.reject(away));
    await expect(noteWrongKey("203.0.113.9")).rejects.toBe(away);
  });
});
