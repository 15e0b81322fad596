import { expect, it } from "vitest";
import type { Logger } from "#domain/context.ts";
import { until } from "#tests/until.ts";
import { startFollowers } from "./start-followers.ts";

const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

it("a change ends the pause where the pace says so, also one that comes during a look", async () => {
  let looks = 0;
  const followers = startFollowers(
    [
      {
        name: "quiet",
        followPage: async () => {
          if (++looks === 2) followers.hearChange();
          return false;
        },
      },
    ],
    quiet,
    { nextPauseMs: () => 3_600_000, hearChange: () => true },
  );
  await until("the pause has begun", () => looks === 1);
  followers.hearChange();
  await until("both changes are looked at", () => looks === 3);
  await followers.stop();
  expect(looks).toBe(3);
});

it("those that have more go on alone, an error waits for the next round, and a stop ends a pause", async () => {
  const calls: string[] = [];
  const warnings: object[] = [];
  const log: Logger = { debug: () => {}, info: () => {}, warn: (fields) => warnings.push(fields), error: () => {} };
  const failing = {
    name: "failing",
    followPage: async () => {
      calls.push("failing");
      throw new Error("away");
    },
  };
  const busy = { name: "busy", followPage: async () => calls.push("busy") < 6 };
  const followers = startFollowers([failing, busy], log, { nextPauseMs: () => 0, hearChange: () => false });
  await until("the next round has begun", () => calls.length >= 7);
  await followers.stop();
  expect(calls.slice(0, 7)).toEqual(["failing", "busy", "busy", "busy", "busy", "busy", "failing"]);
  expect(warnings.slice(0, 1)).toMatchObject([{ follower: "failing", err: new Error("away") }]);
  const counted = calls.length;
  await new Promise(setImmediate);
  expect(calls).toHaveLength(counted);
});
