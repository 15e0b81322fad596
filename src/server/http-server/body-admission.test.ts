import { expect, it } from "vitest";
import { createBodyAdmission } from "#server/http-server/body-admission.ts";

const MIB = 1024 * 1024;

/** Tells whether the body was admitted, after all pending work ran. */
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

it("admission lets in bodies that fit, and the rest in order as memory is freed", async () => {
  const admit = createBodyAdmission({ waitMsMax: 60_000 });
  const [first] = await Promise.all(["a", "b", "c", "d", "e", "f"].map((key) => admit(key, 10 * MIB)));
  const large = admit("g", 10 * MIB);
  const smaller = admit("h", MIB);
  expect(await isIn(large)).toBe(false);
  expect(await isIn(smaller), "does not overtake").toBe(false);
  first?.leave();
  first?.leave();
  expect(await isIn(large)).toBe(true);
  expect(await isIn(smaller)).toBe(true);
  expect(await isIn(admit("i", 10 * MIB)), "given back once").toBe(false);
});

it("admission never makes a small body wait", async () => {
  const admit = createBodyAdmission();
  await Promise.all(["a", "b"].map((key) => admit(key, 32 * MIB)));
  expect(await isIn(admit("a", 64 * 1024))).toBe(true);
});

it("one key holds half of the memory at most, and other keys pass it meanwhile", async () => {
  const admit = createBodyAdmission({ waitMsMax: 60_000 });
  const places = await Promise.all([admit("a", 16 * MIB), admit("a", 16 * MIB)]);
  const third = admit("a", MIB);
  expect(await isIn(third)).toBe(false);
  expect(await isIn(admit("b", 16 * MIB))).toBe(true);
  places[0]?.leave();
  expect(await isIn(third)).toBe(true);
});

it("eight bodies per key may be arriving; a complete body frees its slot and keeps its memory", async () => {
  const admit = createBodyAdmission({ waitMsMax: 60_000 });
  const places = await Promise.all(Array.from({ length: 8 }, () => admit("a", MIB)));
  const ninth = admit("a", MIB);
  expect(await isIn(ninth)).toBe(false);
  places[0]?.complete();
  places[0]?.complete();
  expect(await isIn(ninth)).toBe(true);
  expect(await isIn(admit("a", MIB)), "one came free, not two").toBe(false);
});

it("256 bodies may be arriving in total", async () => {
  const admit = createBodyAdmission({ waitMsMax: 60_000 });
  const places = await Promise.all(Array.from({ length: 256 }, (_, i) => admit(`key ${i}`, 65 * 1024)));
  const next = admit("another", 65 * 1024);
  expect(await isIn(next)).toBe(false);
  places[7]?.complete();
  expect(await isIn(next)).toBe(true);
});

it("admission refuses a body that waited too long, names the limit, and serves the next body", async () => {
  const admit = createBodyAdmission({ waitMsMax: 20 });
  const [place] = await Promise.all([admit("a", 31 * MIB), admit("b", 31 * MIB)]);
  await expect(admit("a", 10 * MIB)).rejects.toMatchObject({ code: "rate_limited" });
  await expect(admit("c", 10 * MIB)).rejects.toMatchObject({ code: "busy" });
  expect(await isIn(admit("c", MIB))).toBe(true);
  place?.leave();
  expect(await isIn(admit("d", 31 * MIB)), "what was refused holds nothing").toBe(true);
});
