import { describe, expect, it } from "vitest";
import { RateLimited } from "#domain/limits/limits.ts";
import { createStreamPlaces, STREAMS_MAX } from "#trpc/stream-places.ts";

const holder = (session: number, tenant = session) => ({ sessionId: `ses_${session}`, tenantId: `tenant_${tenant}` });

const places = (living: string[] = []) => createStreamPlaces({ findLiving: async () => new Set(living) });

describe("places for live streams", () => {
  it("are limited per session, and a freed place is reused", () => {
    const { take } = places();
    const [first] = Array.from({ length: STREAMS_MAX.session }, () => take(holder(1)));
    expect(() => take(holder(1))).toThrow(RateLimited);
    take(holder(2));
    first?.release();
    take(holder(1));
    expect(() => take(holder(1))).toThrow(/this sign-in.*30 seconds/);
  });

  it("are limited per tenant, however many sessions it has", () => {
    const { take } = places();
    for (let held = 0; held < STREAMS_MAX.tenant; held++) take(holder(held, 1));
    expect(() => take(holder(9_999, 1))).toThrow(/this business/);
    take(holder(9_999, 2));
  });

  it("are limited per process, however many tenants it serves", () => {
    const { take } = places();
    for (let held = 0; held < STREAMS_MAX.process; held++) take(holder(held));
    expect(() => take(holder(9_999))).toThrow(/Too many live pages are open\. /);
  });

  it("are freed once, however often they are given back", () => {
    const { take } = places();
    const [first] = Array.from({ length: STREAMS_MAX.session }, () => take(holder(1)));
    first?.release();
    first?.release();
    take(holder(1));
    expect(() => take(holder(1))).toThrow(RateLimited);
  });

  it("end with their session; others stay", async () => {
    const { take, endStale } = places(["ses_2"]);
    const [ended, living] = [take(holder(1)), take(holder(2))];
    await endStale();
    expect([ended.ended.aborted, living.ended.aborted]).toEqual([true, false]);
  });

  it("stay while the database is unavailable", async () => {
    const { take, endStale } = createStreamPlaces({ findLiving: () => Promise.reject(new Error("away")) });
    const place = take(holder(1));
    await endStale();
    expect(place.ended.aborted).toBe(false);
  });

  it("are checked for ended sessions at intervals", async () => {
    const looked = Promise.withResolvers<string[]>();
    const { take } = createStreamPlaces({
      findLiving: async (ids) => {
        looked.resolve(ids);
        return new Set(ids);
      },
      lookMs: 1,
    });
    const place = take(holder(1));
    expect(await looked.promise).toEqual(["ses_1"]);
    place.release();
  });
});
