import { expect, it } from "vitest";
import { familyOfName } from "#domain/event-types/event-families.ts";
import { acceptFunctions, acceptTriggers } from "#inngest/accept-triggers.ts";

/** Limit of a real Inngest (`MaxTriggers`). */
const TRIGGERS_MAX = 10;

it("each event type starts one function, and no function has more triggers than a real Inngest takes", () => {
  expect(acceptFunctions.flatMap(({ triggers }) => triggers).toSorted()).toEqual(acceptTriggers.toSorted());
  for (const { triggers } of acceptFunctions) expect(triggers.length).toBeLessThanOrEqual(TRIGGERS_MAX);
});

it("all types of a family start the same function, if it can take them", () => {
  const started = acceptFunctions.flatMap(({ id, triggers }) => triggers.map((name) => ({ id, name })));
  for (const ofFamily of Map.groupBy(started, ({ name }) => familyOfName(name)).values())
    if (ofFamily.length <= TRIGGERS_MAX) expect(new Set(ofFamily.map(({ id }) => id)).size).toBe(1);
});
