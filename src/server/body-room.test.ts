import { expect, it } from "vitest";
import { createBodyRoom } from "#server/body-room.ts";

const MIB = 1024 * 1024;

/** Whether it has been let in, once all that can happen now has happened. */
const isIn = async (turn: Promise<unknown>): Promise<boolean> => {
  let isLetIn = false;
  void turn.then(
    () => {
      isLetIn = true;
    },
    () => {},
  );
  await new Promise((resolve) => setImmediate(resolve));
  return isLetIn;
};

it("lets in what fits, and the rest in the order it came as room is given back", async () => {
  const take = createBodyRoom({ waitMsMax: 60_000 });
  const leaves = await Promise.all([take(10 * MIB), take(10 * MIB), take(10 * MIB)]);
  const large = take(10 * MIB);
  const smaller = take(MIB);
  expect(await isIn(large)).toBe(false);
  expect(await isIn(smaller), "does not overtake").toBe(false);
  leaves[0]?.();
  leaves[0]?.();
  expect(await isIn(large)).toBe(true);
  expect(await isIn(smaller)).toBe(true);
  expect(await isIn(take(10 * MIB)), "given back once").toBe(false);
});

it("never keeps a small one waiting", async () => {
  const take = createBodyRoom();
  await Promise.all([take(16 * MIB), take(16 * MIB)]);
  expect(await isIn(take(64 * 1024))).toBe(true);
});

it("refuses what has waited too long, and what waits behind it has its turn", async () => {
  const take = createBodyRoom({ waitMsMax: 20 });
  const leave = await take(31 * MIB);
  await expect(take(10 * MIB)).rejects.toMatchObject({ code: "busy" });
  const next = take(MIB);
  expect(await isIn(next)).toBe(true);
  leave();
  expect(await isIn(take(31 * MIB)), "what was refused holds nothing").toBe(true);
});
