import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createConnectionShares, WAITS_MAX } from "#database/connection-shares.ts";

const FOREVER_MS = 2 ** 30;

/** Pool of calls that each hold a connection until the test ends them, oldest first. */
const poolOf = (connectionsMax: number, waitMsMax = FOREVER_MS) => {
  const take = createConnectionShares({ connectionsMax, waitMsMax });
  const begun: string[] = [];
  const running: { tenantId: string; end: (error?: Error) => void }[] = [];
  const ask = (tenantId: string) =>
    take(tenantId, () => {
      begun.push(tenantId);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      running.push({ tenantId, end: (error) => (error ? reject(error) : resolve()) });
      return promise;
    });
  return {
    begun,
    ask: (tenantId: string, count = 1) => Array.from({ length: count }, () => ask(tenantId)),
    /** Ends the oldest call of the tenant and lets waiting calls begin. */
    end: async (tenantId: string, error?: Error) => {
      const index = running.findIndex((one) => one.tenantId === tenantId);
      running.splice(index, 1)[0]?.end(error);
      await settled();
    },
    heldBy: (tenantId: string) => running.filter((one) => one.tenantId === tenantId).length,
  };
};

/** Resolves once all work that needs no further event is done. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a pool of 20", () => {
  it("gives one tenant three quarters at most, and keeps the last quarter for a second tenant", () => {
    const { ask, heldBy } = poolOf(20);
    ask("a", 50);
    expect(heldBy("a")).toBe(15);
    ask("b", 5);
    expect(heldBy("b")).toBe(5);
  });

  it("gives nothing to a tenant above its quarter while another tenant waits", async () => {
    const { ask, end, heldBy } = poolOf(20);
    ask("a", 50);
    ask("b", 7);
    while (heldBy("a") > 5) await end("a");
    expect([heldBy("a"), heldBy("b")]).toEqual([5, 5]);
    // Tenants a and b each stay within their quarter: both get a connection.
    await end("a");
    await end("b");
    expect([heldBy("a"), heldBy("b")]).toEqual([5, 5]);
  });

  it("serves waiting tenants in turn, however many calls one tenant makes", async () => {
    const { ask, end, begun } = poolOf(4);
    ask("x", 3);
    ask("y", 1);
    ask("a", 3);
    ask("b", 2);
    ask("c", 2);
    expect(begun).toEqual(["x", "x", "x", "y"]);
    await end("x");
    await end("x");
    await end("x");
    expect(begun.slice(4)).toEqual(["a", "b", "c"]);
    await end("c");
    await end("a");
    await end("b");
    expect(begun.slice(7)).toEqual(["c", "a", "b"]);
  });

  it("takes the connection of a failed call back, and the call fails with its own error", async () => {
    const { ask, end, heldBy } = poolOf(4);
    const [first] = ask("a", 3);
    const [second] = ask("a");
    ask("b", 2);
    const failed = expect(first).rejects.toThrow("no such column");
    await end("a", new Error("no such column"));
    await failed;
    expect([heldBy("a"), heldBy("b")]).toEqual([2, 1]);
    await end("a");
    await end("a");
    // The last call of a begins; afterwards only b waits.
    expect([heldBy("a"), heldBy("b")]).toEqual([1, 2]);
    await end("a");
    await expect(second).resolves.toBeUndefined();
  });
});

describe("a wait", () => {
  it("ends as busy after its time limit, holds no connection, and lets other calls continue", async () => {
    const { ask, end, heldBy, begun } = poolOf(4, 20);
    ask("a", 3);
    const [waits] = ask("a");
    ask("b");
    const [late] = ask("b");
    await Promise.all([waits, late].map((call) => expect(call).rejects.toMatchObject({ code: "busy" })));
    for (let i = 0; i < 3; i++) await end("a");
    await end("b");
    expect([heldBy("a"), heldBy("b")]).toEqual([0, 0]);
    ask("a", 3);
    expect(begun).toHaveLength(7);
  });
});

describe("a wait of a burst", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Asks for more than the pool has, and tells how a call was refused. */
  const burst = (count: number) => {
    const pool = poolOf(4, 20);
    let ended = "";
    for (const call of pool.ask("a", count))
      call.then(
        () => {},
        ({ code }) => {
          ended = code;
        },
      );
    const pass = async (ms: number) => {
      vi.advanceTimersByTime(ms);
      await settled();
    };
    return { ...pool, pass, ended: () => ended };
  };

  it.each([
    ["end well", undefined],
    ["are refused by the database", Object.assign(new Error("duplicate key"), { code: "23505" })],
  ])("goes on while calls of its tenant %s, and ends a while after the last one", async (_, error) => {
    const { end, pass, ended, heldBy } = burst(6);
    for (const _ of [1, 2]) {
      await pass(19);
      await end("a", error);
      expect(ended()).not.toBe("busy");
    }
    await pass(19);
    expect(heldBy("a")).toBe(3);
    expect(ended()).not.toBe("busy");
    await pass(1);
    expect(ended()).toBe("busy");
    await end("a");
    expect(heldBy("a")).toBe(2);
  });

  it("ends after its first time where the database answers none of its calls, or those of others only", async () => {
    const { end, ask, pass, ended } = burst(9);
    ask("b");
    await pass(10);
    await end("a", new Error("Connection terminated"));
    await end("b");
    await pass(10);
    expect(ended()).toBe("busy");
  });

  it("ends after ten times as long, however many calls end", async () => {
    const { end, pass, ended, begun } = burst(99);
    for (let time = 1; time <= WAITS_MAX; time++) {
      await pass(19);
      await end("a");
      expect(ended()).toBe("");
    }
    await pass(WAITS_MAX);
    expect([ended(), begun.length]).toEqual(["busy", 3 + WAITS_MAX]);
  });
});

it.each([1, 2, 3])("a pool of %i still gives each tenant one connection", async (connectionsMax) => {
  const { ask, end, begun } = poolOf(connectionsMax);
  ask("a", 9);
  const first = begun.length;
  expect(first).toBeGreaterThan(0);
  ask("b", 9);
  // One call of a may begin before b: the call that waited first.
  for (let i = 0; i <= first; i++) await end("a");
  expect(begun).toContain("b");
});
