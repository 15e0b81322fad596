import { expect, it } from "vitest";
import { SIGN_IN_REFUSALS } from "#domain/sessions/sign-in-refusal.values.ts";
import { refusalCode, wordRefusal } from "#features/auth/word-refusal.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const english = translatorOf("auth.refusals");
const german = translatorOf("auth.refusals", "de");

it.each(SIGN_IN_REFUSALS)("%s has a text of its own in each language", (code) => {
  const received = { message: "English", code, values: { minutes: 3, url: "https://hooks.example.com" } };
  const texts = [wordRefusal(received, english), wordRefusal(received, german)];
  expect(new Set([...texts, "English", undefined]).size).toBe(4);
});

it("names the wait and the address", () => {
  expect(wordRefusal({ code: "rate_limited", values: { minutes: 1 } }, german)).toContain("1 Minute erneut");
  expect(wordRefusal({ code: "other_address", values: { url: "https://a.example" } }, german)).toContain(
    "https://a.example",
  );
});

it.each([null, "text", {}, { code: "INVALID_EMAIL_OR_PASSWORD" }, { code: 7 }])(
  "%j is left to the page",
  (received) => {
    expect(refusalCode(received)).toBeUndefined();
    expect(wordRefusal(received, german)).toBeUndefined();
  },
);
