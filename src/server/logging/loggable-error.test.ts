import { describe, expect, it } from "vitest";
import { loggableError } from "#server/logging/loggable-error.ts";

/** A value that no line may show. */
const CANARY = "cn4ry";

const thrownBy = (act: () => unknown): Error => {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.fail("nothing was thrown");
};

const errorWith = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

it("keeps type, message, code, the place in the source and all causes", () => {
  const cause = errorWith("connect ECONNREFUSED", { code: "ECONNREFUSED" });
  const shown = loggableError(new TypeError("the feed broke", { cause }));
  expect(shown).toEqual({
    type: "TypeError",
    message: "the feed broke",
    stack: expect.stringMatching(/^TypeError: the feed broke\n {4}at .*loggable-error\.test\.ts:\d+:\d+/),
    cause: expect.objectContaining({
      type: "Error",
      code: "ECONNREFUSED",
      stack: expect.stringContaining(".test.ts:"),
    }),
  });
});

it("ends where an error causes itself, and shows the parts of an AggregateError", () => {
  const round: Error = new Error("round");
  round.cause = new Error("and round", { cause: round });
  expect(JSON.stringify(loggableError(round)).match(/"message":"round"/g)?.length).toBeLessThan(5);
  const all = new AggregateError(Array.from({ length: 40 }, (_, n) => new Error(`no ${n}`)));
  expect(loggableError(all).errors?.map(({ message }) => message)).toEqual(["no 0", "no 1", "no 2", "no 3", "no 4"]);
});

it("shows what is no Error: the driver's error of Prisma, a step's error of the Inngest SDK, a text", () => {
  const driver = {
    kind: "UniqueConstraintViolation",
    originalCode: "23505",
    originalMessage: 'violates "webhook_url"',
  };
  expect(loggableError(driver)).toEqual({
    type: "UniqueConstraintViolation",
    code: "23505",
    message: 'violates "webhook_url"',
  });
  const { name, message, stack } = new RangeError("too far");
  expect(loggableError({ __serialized: true, name, message, stack })).toMatchObject({
    type: "RangeError",
    message: "too far",
    stack: expect.stringContaining("loggable-error.test.ts"),
  });
  expect(loggableError("gone")).toEqual({ type: "string", message: "gone" });
  expect(loggableError(undefined)).toEqual({ type: "undefined", message: "undefined" });
});

describe("hides", () => {
  const holders: [string, unknown][] = [
    [
      "the detail of a violated constraint",
      errorWith("duplicate key", { code: "23505", detail: `Key (url)=(${CANARY})` }),
    ],
    [
      "the statement and its place",
      errorWith("no", { code: "42601", query: CANARY, where: CANARY, internalQuery: CANARY }),
    ],
    ["a value of a data exception", errorWith(`invalid input syntax for type integer: "${CANARY}"`, { code: "22P02" })],
    ["the same below Prisma", { kind: "x", originalCode: "22P02", originalMessage: `invalid input: "${CANARY}"` }],
    ["text that is no JSON", thrownBy(() => JSON.parse(`{"a": ${CANARY}, "text": "with more"}`))],
    ["a short text that is no JSON", thrownBy(() => JSON.parse(CANARY))],
    ["the input of an address that is none", thrownBy(() => new URL(`https://${CANARY} x/`))],
    ["a password in an address", errorWith(`cannot use postgresql://bellhop:${CANARY}@db.example.com:5432/x`)],
    ["the path of an address", errorWith(`Failed to fetch https://hooks.example.com/T0/${CANARY}`)],
    ["the query of an address", errorWith(`POST https://hooks.example.com?key=${CANARY} failed`)],
    ["a signing secret", errorWith(`bad secret whsec_${CANARY}+/=`)],
    ["an API key", errorWith(`key mwk_live_${CANARY} and mwk_test_${CANARY}`)],
    ["an operator key", errorWith(`key mok_${CANARY}`)],
    ["credentials of a header", errorWith(`sent authorization: Bearer ${CANARY}`)],
    ["a named password", errorWith(`{"password":"${CANARY}"}`)],
    ["a cause's own", new Error("outer", { cause: errorWith(`Bearer ${CANARY}`) })],
  ];
  it.each(holders)("%s", (_, error) => {
    expect(
      JSON.stringify(error instanceof Error ? `${error.message} ${JSON.stringify(error)}${error.cause}` : error),
    ).toContain(CANARY);
    expect(JSON.stringify(loggableError(error))).not.toContain(CANARY);
  });

  it("the arguments that Prisma prints below its first line", () => {
    const message = `\nInvalid \`db.apiKey.create()\` invocation in\n/app/x.ts:1:2\n\n→ 1 data: { name: "${CANARY}" }\n    at ${CANARY}:1:2`;
    const error = Object.assign(new Error(message), { name: "PrismaClientValidationError" });
    expect(JSON.stringify(error.stack)).toContain(CANARY);
    const shown = loggableError(error);
    expect(JSON.stringify(shown)).not.toContain(CANARY);
    expect(shown.message).toBe("Invalid `db.apiKey.create()` invocation in");
    expect(shown.stack).toContain("loggable-error.test.ts");
  });

  it("nothing of an address but path, query and user: host and port stay", () => {
    expect(
      loggableError(new Error("no answer from https://u:p@db.example.com:5432/a?b, or http://x.test")).message,
    ).toBe("no answer from https://db.example.com:5432/…, or http://x.test");
  });
});
