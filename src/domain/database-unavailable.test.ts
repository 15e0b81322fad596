import { expect, it } from "vitest";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";

const withCode = (code: string) => Object.assign(new Error("refused"), { code });

it.each([
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EMFILE",
  "08006",
  "53100",
  "53300",
  "57P01",
  "57014",
  "55P03",
  "58030",
  "XX000",
  "P1001",
  "P2028",
])("%s means that the database is unavailable", (code) => {
  expect(isDatabaseUnavailable(withCode(code))).toBe(true);
});

it.each(["23505", "22P02", "42601", "P2002", "P2025", "ENOENT", ""])(
  "%s does not mean that the database is unavailable",
  (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(false);
  },
);

it("an unavailable database is recognised inside a wrapped error, also inside Prisma's", () => {
  expect(isDatabaseUnavailable(new Error("outer", { cause: new Error("inner", { cause: withCode("57P01") }) }))).toBe(
    true,
  );
  const driverAdapterError = { name: "DriverAdapterError", cause: { kind: "postgres", originalCode: "57014" } };
  expect(
    isDatabaseUnavailable(Object.assign(new Error("Prisma"), { code: "P2039", meta: { driverAdapterError } })),
  ).toBe(true);
  expect(isDatabaseUnavailable(new Error("Connection terminated unexpectedly"))).toBe(true);
});

it("no other error counts as an unavailable database", () => {
  for (const other of [null, undefined, "ECONNREFUSED", 57, new TypeError("x is not a function")])
    expect(isDatabaseUnavailable(other)).toBe(false);
});
