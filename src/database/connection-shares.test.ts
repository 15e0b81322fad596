import { describe, expect, it } from "vitest";
import { createConnectionShares } from "#database/connection-shares.ts";

const FOREVER_MS = 2 ** 30;

/** Calls that hold a connection until they are ended, in the order in which they began. */
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
    /** Ends the oldest call of the tenant, and lets begin what can. */
    end: async (tenantId: string, error?: Error) => {
      const index = running.findIndex((one) => one.tenantId === tenantId);
      running.splice(index, 1)[0]?.end(error);
      await settled();
    },
    heldBy: (tenantId: string) => running.filter((one) => one.tenantId === tenantId).length,
  };
};

/** All that can go on without further events has gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the shares of a pool of 20", () => {
  it("give a tenant that is alone all but a quarter, and another one that quarter at once", () => {
    const { ask, heldBy } = poolOf(20);
    ask("a", 50);
    expect(heldBy("a")).toBe(15);
    ask("b", 5);
    expect(heldBy("b")).toBe(5);
  });

  it("give nothing to a tenant above its quarter while another one waits", async () => {
    const { ask, end, heldBy } = poolOf(20);
    ask("a", 50);
    ask("b", 7);
    while (heldBy("a") > 5) await end("a");
    expect([heldBy("a"), heldBy("b")]).toEqual([5, 5]);
    // b waits, and is at its quarter as well: both go on within it.
    await end("a");
    await end("b");
    expect([heldBy("a"), heldBy("b")]).toEqual([5, 5]);
  });

  it("go round the tenants that wait, however much one of them asks", async () => {
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

  it("are given back by a call that fails, which fails with its own error", async () => {
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
    // The last of a is let in; b is alone with its wait then.
    expect([heldBy("a"), heldBy("b")]).toEqual([1, 2]);
    await end("a");
    await expect(second).resolves.toBeUndefined();
  });
});

describe("a wait", () => {
  it("ends after a time with busy, holds nothing then, and lets others go on", async () => {
    const { ask, end, heldBy, begun } = poolOf(4, 20);
    ask("a", 3);
    const [waits] = ask("a");
    ask("b");
    const [late] = ask("b");
    await expect(waits).rejects.toMatchObject({ code: "busy" });
    await expect(late).rejects.toMatchObject({ code: "busy" });
    for (let i = 0; i < 3; i++) await end("a");
    await end("b");
    expect([heldBy("a"), heldBy("b")]).toEqual([0, 0]);
    ask("a", 3);
    expect(begun).toHaveLength(7);
  });
});

it.each([1, 2, 3])("a pool of %i still gives each tenant one", async (connectionsMax) => {
  const { ask, end, begun } = poolOf(connectionsMax);
  ask("a", 9);
  const first = begun.length;
  expect(first).toBeGreaterThan(0);
  ask("b", 9);
  // One more may go on that waited before b did.
  for (let i = 0; i <= first; i++) await end("a");
  expect(begun).toContain("b");
});
