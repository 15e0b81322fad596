import { expect, it } from "vitest";
import { chooseMediaType } from "#rest/choose-media-type.ts";

const OFFERED = ["text/csv", "application/x-ndjson"] as const;

it.each([
  [null, "text/csv"],
  ["*/*", "text/csv"],
  ["text/csv", "text/csv"],
  ["application/x-ndjson", "application/x-ndjson"],
  ["application/ndjson", "application/x-ndjson"],
  ["application/jsonl", "application/x-ndjson"],
  ["application/json, text/plain, */*", "application/x-ndjson"],
  ["text/csv;q=0.5, application/x-ndjson", "application/x-ndjson"],
  ["text/csv, application/x-ndjson;q=0.9", "text/csv"],
  ["application/x-ndjson;q=0", "text/csv"],
  ["image/png", "text/csv"],
  ["TEXT/CSV; charset=utf-8", "text/csv"],
])("Accept: %s → %s", (accept, type) => {
  expect(chooseMediaType(accept, OFFERED)).toBe(type);
});
