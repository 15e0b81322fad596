import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Sql } from "#domain/context.ts";
import { createKnownPlatformTypes } from "#domain/platform-types/known-platform-types.ts";

const SCHEMA = { required: ["roomId"] };

type Stored = { name: string; version: number; isRemoved: boolean };

/** Platform types over a list in place of the database; counts statements. */
const world = () => {
  const stored: Stored[] = [];
  const done = { names: 0, versions: 0 };
  const state = { now: 0, isAway: false };
  const answers = {
    names: () => stored.map((row) => ({ ...row })),
    versions: (names: readonly string[]) =>
      stored
        .filter(({ name }) => names.includes(name))
        .map(({ name, version }) => ({
          name,
          version,
          title: "",
          description: "",
          schema: SCHEMA,
          sample: {},
          resourceIdField: null,
        })),
  };
  const sql = (async (text: string, values: readonly unknown[] = []) => {
    if (state.isAway) throw new Error("the database is away");
    const isVersions = text.includes("platform_event_type_version");
    done[isVersions ? "versions" : "names"]++;
    return isVersions ? answers.versions(values[0] as string[]) : answers.names();
  }) as unknown as Sql;
  const known = createKnownPlatformTypes({
    sql,
    clock: () => state.now,
  });
  const namesAt = async (now: number) => {
    state.now = now;
    const { byName } = await known.read();
    return [...byName.values()].map(({ name, version }) => `${name} ${version}`);
  };
  return { stored, done, state, known, namesAt };
};

it("reads names once in two seconds, and a schema once for each version", async () => {
  const { stored, done, namesAt } = world();
  stored.push({ name: "room.booked", version: 1, isRemoved: false });
  expect(await namesAt(0)).toEqual(["room.booked 1"]);
  for (const now of [1, 1_000, 1_999]) expect(await namesAt(now)).toEqual(["room.booked 1"]);
  expect(done).toEqual({ names: 1, versions: 1 });
  expect(await namesAt(5_000)).toEqual(["room.booked 1"]);
  expect(done).toEqual({ names: 2, versions: 1 });
  stored[0] = { name: "room.booked", version: 2, isRemoved: false };
  expect(await namesAt(10_000)).toEqual(["room.booked 2"]);
  expect(done).toEqual({ names: 3, versions: 2 });
});

it("keeps the check of a version, and puts paths below data", async () => {
  const { stored, done, known } = world();
  stored.push({ name: "room.booked", version: 1, isRemoved: false });
  const type = async () => (await known.read()).byName.get("room.booked");
  const before = await type();
  expect(before?.check({})).toMatchObject([{ path: "data.roomId", message: "is missing" }]);
  expect(before?.check({ roomId: "r" })).toEqual([]);
  known.forget();
  expect(await type()).toBe(before);
  expect(done).toEqual({ names: 2, versions: 1 });
});

it("answers with an older reading while a new one runs, and never with one of four seconds", async () => {
  const { stored, state, namesAt } = world();
  expect(await namesAt(0)).toEqual([]);
  stored.push({ name: "room.booked", version: 1, isRemoved: false });
  expect(await namesAt(2_000)).toEqual([]);
  await setImmediate();
  expect(await namesAt(2_001)).toEqual(["room.booked 1"]);
  state.isAway = true;
  expect(await namesAt(5_999)).toEqual(["room.booked 1"]);
  await setImmediate();
  await expect(namesAt(6_000)).rejects.toThrow("away");
  state.isAway = false;
  expect(await namesAt(6_001)).toEqual(["room.booked 1"]);
});

it("does not keep a reading that began before a change was announced", async () => {
  const { stored, known, done } = world();
  const reading = known.read();
  stored.push({ name: "room.booked", version: 1, isRemoved: false });
  known.forget();
  await reading;
  expect([...(await known.read()).byName.keys()]).toEqual(["room.booked"]);
  expect(done.names).toBe(2);
});

it("names removed types apart, because their events may still be stored", async () => {
  const { stored, known } = world();
  stored.push({ name: "room.booked", version: 1, isRemoved: true });
  const { byName, removed } = await known.read();
  expect([[...byName.keys()], removed]).toEqual([[], ["room.booked"]]);
});
