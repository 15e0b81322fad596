import type { AnyProcedure } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { boundedRecord } from "#domain/bounded.schema.ts";
import { endSessionsClaims, handOffClaims } from "#domain/portal/portal-token.schema.ts";
import { addUserInput, userPassword } from "#domain/users/user.schema.ts";
import { operatorRoutes } from "#rest/operator/operator-routes.ts";
import { routes } from "#rest/routes.ts";
import { findUnbounded } from "#tests/bounds/find-unbounded.ts";
import { appRouter } from "#trpc/routers/_app.ts";

/** Inputs bounded outside their schema, and the place of the bound. */
const BOUNDED_ELSEWHERE: Readonly<Record<string, string>> = {
  "POST /v1/events body":
    "events are as open as a backend's data is: bytes, depth and values are bounded before they are parsed",
  "POST /v1/tenant-admin/webhooks/{id}/test body":
    "its data is as open: bytes, depth and values of the body are bounded before they are parsed",
  "POST /v1/operator/tenants/{tenantId}/webhooks/{id}/test body":
    "its data is as open: bytes, depth and values of the body are bounded before they are parsed",
  "PUT /v1/operator/event-types/{name} body":
    "a JSON Schema and a sample are as open: bytes, depth and values of the body are bounded before they are parsed, the schema's own bounds before it is read",
  "tRPC events.emitSandbox": "its data is as open: the tRPC handler bounds bytes, depth and values before it parses",
};

const ofRoutes = [...routes, ...operatorRoutes].flatMap(({ method, path, input }) =>
  Object.entries(input).map(([part, schema]) => [`${method} ${path} ${part}`, schema] as const),
);

const isProcedure = (value: unknown): value is AnyProcedure => typeof value === "function" && "_def" in value;

const ofProcedures = Object.entries(appRouter._def.procedures).flatMap(([name, procedure]: [string, unknown]) => {
  if (!isProcedure(procedure)) throw new Error(`${name} is no procedure`);
  return procedure._def.inputs.map((schema) => {
    if (!(schema instanceof z.ZodType)) throw new Error(`the input of ${name} is no Zod schema`);
    return [`tRPC ${name}`, schema] as const;
  });
});

const others = Object.entries({ handOffClaims, endSessionsClaims, addUserInput, userPassword });

describe("an input", () => {
  it.each([...ofRoutes, ...ofProcedures, ...others])(
    "%s is bounded in its schema, before its entries",
    (name, schema) => {
      if (name in BOUNDED_ELSEWHERE) return expect(findUnbounded(schema, "")).not.toEqual([]);
      expect(findUnbounded(schema, "")).toEqual([]);
    },
  );

  it("of the list above belongs to an existing route or procedure", () => {
    const names = new Set<string>([...ofRoutes, ...ofProcedures].map(([name]) => name));
    expect(Object.keys(BOUNDED_ELSEWHERE).filter((name) => !names.has(name))).toEqual([]);
    expect(names.size).toBeGreaterThan(40);
  });

  it.each([
    ["a text", z.string().regex(/^a*$/)],
    ["a list", z.array(z.enum(["a"]))],
    ["the texts of a list", z.array(z.string()).max(2)],
    ["a record", z.record(z.string().max(9), z.number())],
    ["the texts of a record", boundedRecord(z.string(), { entriesMax: 2, nameCharsMax: 9 })],
    ["an object that takes any name", z.looseObject({})],
    ["one of two", z.union([z.number(), z.strictObject({ deep: z.string().nullish().default("") })])],
    ["a value of any type", z.strictObject({ any: z.unknown() })],
    [
      "a list that is counted last",
      z
        .array(z.number())
        .refine(() => true)
        .max(2),
    ],
    ["a set", z.set(z.number()).max(2)],
  ])("without a bound is found: %s", (_, schema) => expect(findUnbounded(schema, "")).toHaveLength(1));
});

describe("a bounded record", () => {
  const schema = boundedRecord(z.string(), { entriesMax: 3, nameCharsMax: 5 });
  const issuesOf = (input: unknown) =>
    schema.safeParse(input).error?.issues.map(({ path, message }) => [path, message]);

  it("accepts entries within its bounds, also with names that JavaScript objects have", () => {
    const parsed = schema.parse(JSON.parse('{"a":"1","proto":"2"}'));
    expect(Object.entries(parsed)).toEqual([
      ["a", "1"],
      ["proto", "2"],
    ]);
    const wide = boundedRecord(z.string(), { entriesMax: 3, nameCharsMax: 20 });
    const own = '{"constructor":"1","prototype":"2","hasOwnProperty":"3"}';
    expect(JSON.stringify(wide.parse(JSON.parse(own)))).toBe(own);
  });

  it("reports one problem, however many entries are wrong", () => {
    expect(issuesOf({ a: 1, b: 2, c: 3, d: 4 })).toEqual([[[], "name at most 3 at once"]]);
    expect(issuesOf({ toolong: 1, b: 2 })).toEqual([[[], "use names of at most 5 characters"]]);
    expect(issuesOf([1])).toHaveLength(1);
    expect(issuesOf(null)).toHaveLength(1);
  });

  it("refuses __proto__ instead of dropping it", () => {
    const wide = boundedRecord(z.string(), { entriesMax: 3, nameCharsMax: 20 });
    expect(wide.safeParse(JSON.parse('{"__proto__":"x"}')).error?.issues).toMatchObject([
      { path: ["__proto__"], message: "this name cannot be used" },
    ]);
  });
});
