import { describe, expect, it } from "vitest";
import { attemptErrorCode } from "#domain/deliveries/delivery.schema.ts";
import { TLS_PROBLEMS, tlsMessage } from "#domain/deliveries/tls-problem.schema.ts";
import { diagnosisWords, exactMessage } from "#features/deliveries/diagnosis-words.ts";
import { translatorOf } from "#features/texts/translator-of.ts";
import { LOCALES } from "#features/translate.ts";

const { of, ofError, reason } = diagnosisWords(translatorOf("deliveries.diagnosis"));

describe.each(LOCALES)("in %s", (locale) => {
  const words = diagnosisWords(translatorOf("deliveries.diagnosis", locale));

  it.each(attemptErrorCode.options)("has words for %s", (code) => {
    const told = words.of({ code, status: null });
    expect(told.ok).toBe(false);
    expect(told.owner.length).toBeGreaterThan(20);
    expect(told.developer.length).toBeGreaterThan(20);
  });

  it("has a sentence of its own for each TLS problem", () => {
    const told = TLS_PROBLEMS.map((problem) =>
      words.ofError({ code: "tls_error", message: tlsMessage(problem, "hooks.example.com") }),
    );
    for (const field of ["title", "owner", "developer"] as const) {
      const distinct = new Set(told.map((one) => one[field]));
      // The general handshake problem shares its title with the one of an unknown message only.
      expect(distinct.size, field).toBe(TLS_PROBLEMS.length);
    }
  });
});

it.each([200, 201, 204, 299])("calls %d delivered", (status) => {
  expect(of({ code: null, status })).toMatchObject({ ok: true, title: "Delivered" });
});

it.each([
  [301, "has moved"],
  [308, "has moved"],
  [401, "rejected our credentials (401)"],
  [404, "Nothing found"],
  [410, "gone"],
  [418, "refused"],
  [429, "slow down"],
  [500, "has a problem"],
  [503, "unavailable"],
  [599, "has a problem"],
])("describes %d with its own sentence", (status, words) => {
  const told = of({ code: "http_status", status });
  expect(told.ok).toBe(false);
  expect(told.title).toContain(words);
  expect(told.developer).toContain(String(status));
});

it("does not call a running attempt delivered", () => {
  expect(of({ code: null, status: null }).ok).toBe(false);
});

it("promises no further attempt: tests and last attempts have none", () => {
  const told = [
    ...attemptErrorCode.options.map((code) => of({ code, status: null })),
    ...[300, 400, 429, 500, 503].map((status) => of({ code: "http_status", status })),
  ];
  for (const { owner } of told) expect(owner).not.toMatch(/\b(try|send|made) again\b|retr/i);
});

it("reads the status from the error message when the response is missing", () => {
  const told = (message: string) => ofError({ code: "http_status", message }).title;
  expect(told("The receiver answered 404. Any 2xx counts as delivered.")).toBe("Nothing found at this address");
  expect(told("no number here")).toBe("No result yet");
  expect(ofError({ code: "dns_error", message: "" }).title).toBe("The address was not found");
  expect(ofError({ code: "never_heard", message: "" }).title).toBe("No result yet");
});

it("explains the TLS problem of a message, and an unknown one in general", () => {
  expect(ofError({ code: "tls_error", message: tlsMessage("expired", "a.example", " on 2026-10-31") }).title).toBe(
    "The endpoint's certificate has expired",
  );
  expect(ofError({ code: "tls_error", message: "An older message." })).toEqual(of({ code: "tls_error", status: null }));
});

it.each([
  [null, null],
  ["webhook_deleted", "The webhook was deleted"],
  ["aborted_by_receiver", "The endpoint doesn't want this event"],
  ["dns_error", "The address was not found"],
  ["something_new", "something new"],
])("reads the reason %s", (code, words) => {
  expect(reason(code)).toBe(words);
});

it("leaves a message out that says the same as the explanation of its status", () => {
  expect(exactMessage({ code: "http_status", message: "The receiver answered 500." })).toBe("");
  expect(exactMessage({ code: "dns_error", message: "No such host." })).toBe("No such host.");
});
