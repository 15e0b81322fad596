import { expect, it } from "vitest";
import * as here from "#domain/errors.ts";
import * as media from "#domain/json/refuse-other-media.ts";
import * as limits from "#domain/limits/limits.ts";

/** Loads a second copy of the module, as a second bundle in one process does. */
const copyOf = <Module>(path: string): Promise<Module> => import(/* @vite-ignore */ `${path}?copy`);

const kindsOf = (error: unknown) => [
  error instanceof here.DomainError,
  error instanceof limits.RateLimited,
  error instanceof media.UnsupportedCoding,
];

it("an error from another copy of the module has the same class, and no other", async () => {
  const errors = await copyOf<typeof here>("./errors.ts");
  expect(errors.DomainError).not.toBe(here.DomainError);
  const budget = { limit: 1, remaining: 0, resetSeconds: 1 };
  for (const { RateLimited } of [limits, await copyOf<typeof limits>("./limits/limits.ts")])
    expect(kindsOf(new RateLimited("Too many", budget))).toEqual([true, true, false]);
  for (const { UnsupportedCoding } of [media, await copyOf<typeof media>("./json/refuse-other-media.ts")])
    expect(kindsOf(new UnsupportedCoding("unsupported_media", "No."))).toEqual([true, false, true]);
  for (const { DomainError } of [here, errors])
    expect(kindsOf(new DomainError("busy", "Later."))).toEqual([true, false, false]);
  for (const other of [new Error("busy"), { name: "DomainError" }, null])
    expect(kindsOf(other)).toEqual([false, false, false]);
});
