import { expect, it } from "vitest";
import { storageText } from "#features/storage/storage-text.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const MB = 1024 * 1024;
const t = translatorOf("storage");

it("the storage text is empty while there is enough space", () => {
  expect(storageText({ bytes: 799 * MB, bytesMax: 1_000 * MB, state: "enough" }, t)).toBeNull();
});

it("the storage text is empty without a limit", () => {
  expect(storageText({ bytes: 5_000 * MB, bytesMax: null, state: "enough" }, t)).toBeNull();
});

it("the storage warning names the used space, and says what happens when the storage is full", () => {
  const text = storageText({ bytes: 1_600 * MB, bytesMax: 2_000 * MB, state: "near" }, t);
  expect(text).toMatchObject({ tone: "warn", title: "Storage almost full" });
  expect(text?.about).toMatch(/^Your event data uses 1,600 of 2,000 MB\. When it is full, new events are rejected\. /);
});

it("the text of a full storage says that events are rejected, and how to free space", () => {
  const text = storageText({ bytes: 11 * MB, bytesMax: 10 * MB, state: "full" }, t);
  expect(text).toMatchObject({ tone: "bad", title: "Storage full: new events are rejected" });
  expect(text?.about).toMatch(/^Your event data uses 11 of 10 MB\. Old data is deleted automatically\./);
});
