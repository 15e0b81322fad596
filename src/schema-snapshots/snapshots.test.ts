import { describe, expect, it } from "vitest";
import { API_VERSIONS } from "#domain/event-types/api-version.schema.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { convertBody } from "#domain/event-types/convert-body.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { createTurns, inTurns } from "#domain/turns.ts";
import { breakingChanges } from "./breaking-changes.ts";
import { currentSnapshots } from "./current-snapshots.ts";
import { storedSnapshot } from "./snapshot-files.ts";

describe.each(API_VERSIONS)("the published schemas of %s", (version) => {
  it("are kept: a change that breaks them needs a new version", () => {
    expect(breakingChanges(storedSnapshot(version), currentSnapshots()[version])).toEqual([]);
  });

  it("name each field of the samples that a webhook at this version gets", async () => {
    const turns = createTurns();
    for (const { type: event, sample: data } of listEventTypes()) {
      const body = buildEventBody({ id: "evt_1", event, tenantId: "t", timestamp: new Date(0), data });
      const converted = await inTurns(convertBody({ event, body }, version, turns), turns);
      const sent = JSON.parse(new TextDecoder().decode(converted));
      expect(sent.apiVersion).toBe(version);
      const shapes = storedSnapshot(version)[event] ?? {};
      for (const path of pathsOf(sent.data)) expect(shapes, event).toHaveProperty([path]);
    }
  });
});

const pathsOf = (value: unknown, path = ""): string[] => {
  if (Array.isArray(value)) return value.flatMap((entry) => pathsOf(entry, `${path}[]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === "" ? name : `${path}.${name}`;
    return [at, ...pathsOf(inner, at)];
  });
};
