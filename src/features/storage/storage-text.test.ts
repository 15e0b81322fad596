import { expect, it } from "vitest";
import { storageText } from "#features/storage/storage-text.ts";

const MB = 1024 * 1024;

it("says nothing while there is enough", () => {
  expect(storageText({ bytes: 799 * MB, bytesMax: 1_000 * MB, state: "enough" })).toBeNull();
});

it("warns with what is used, and says what happens when the storage is full", () => {
  const text = storageText({ bytes: 1_600 * MB, bytesMax: 2_000 * MB, state: "near" });
  expect(text).toMatchObject({ tone: "warn", title: "Storage almost full" });
  expect(text?.about).toMatch(/^Your event data uses 1,600 of 2,000 MB\. When it is full, new events are rejected\. /);
});

it("says that events are rejected once it is full, and how room is made", () => {
  const text = storageText({ bytes: 11 * MB, bytesMax: 10 * MB, state: "full" });
  expect(text).toMatchObject({ tone: "bad", title: "Storage full: new events are rejected" });
  expect(text?.about).toMatch(/^Your event data uses 11 of 10 MB\. Old data is deleted automatically\./);
});
