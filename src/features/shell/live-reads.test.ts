import { expect, it } from "vitest";
import { isReadLive } from "#features/shell/live-reads.ts";

it.each([
  [["deliveries", "log"], true],
  [["stats", "totals"], true],
  [["webhooks", "missed"], false],
  [["account", "sessions"], false],
  ["inspector", false],
])("live updates read %j again: %s", (path, isRead) => {
  expect(isReadLive(path)).toBe(isRead);
});
