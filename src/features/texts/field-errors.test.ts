import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { FieldWords } from "#domain/errors.ts";
import { eventTypes } from "#domain/event-types/catalog.ts";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";
import { explainIssue } from "#domain/explain-issue.ts";
import { acceptInviteInput } from "#domain/members/member.schema.ts";
import { prepareCheck } from "#domain/platform-types/check-data.ts";
import { reasonOfIssue, WORDED_RULES } from "#domain/reason-of-issue.ts";
import { translatorOf } from "#features/texts/translator-of.ts";
import type { WordReason } from "#features/word-errors.ts";
import { appRouter } from "#trpc/routers/_app.ts";

const word = translatorOf("errors", "de") as unknown as WordReason;

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** Rules whose kind and limit alone say what is wrong. */
const SPEAKING = ["max_length", "min_length", "greater_than", "less_than", "number_format", "enum", "boolean"];

/** Lists the messages of a schema's own rules, through everything that it is made of. */
const ownMessages = (schema: unknown, seen = new Set<unknown>()): string[] => {
  if (!isNode(schema) || seen.has(schema)) return [];
  seen.add(schema);
  if (Array.isArray(schema)) return schema.flatMap((one) => ownMessages(one, seen));
  const def = isNode(schema._zod) && isNode(schema._zod.def) ? schema._zod.def : null;
  if (!def) return Object.values(schema).flatMap((one) => ownMessages(one, seen));
  const kind = String(def.check ?? def.type);
  const message = typeof def.error === "function" ? def.error({ input: "" }) : undefined;
  const own = typeof message === "string" && !SPEAKING.includes(kind) ? [message] : [];
  return [...own, ...ownMessages({ ...def, shape: def.shape }, seen)];
};

// The types nest the procedures; the router lists them by their whole names.
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { inputs: unknown[] } }>;

const inputs = Object.entries(procedures).flatMap(([name, { _def }]) =>
  _def.inputs.map((schema) => [name, schema] as const),
);

/** Rules that no person breaks in the dashboard: ids and cursors, and choices of menus. */
const OF_PROGRAMS = [
  "use the nextCursor of the page before",
  /^use one of 20/,
  "is fixed when a webhook is made: make another webhook",
];

const forPeople = (message: string) =>
  !OF_PROGRAMS.some((one) => (typeof one === "string" ? one === message : one.test(message)));

describe("rules of fields", () => {
  it.each([...inputs, ["an invitation", acceptInviteInput] as const])("%s: has words for each rule", (_, schema) => {
    expect(ownMessages(schema).filter((message) => forPeople(message) && !WORDED_RULES.has(message))).toEqual([]);
  });

  it.each(eventTypes)("$name: has words for each rule of its data", ({ data }) => {
    expect(ownMessages(data).filter((message) => !WORDED_RULES.has(message))).toEqual([]);
  });

  it("finds the rules of a schema", () => {
    const schema = z.object({
      a: z.string().regex(/x/, "one").nullish(),
      b: z.array(z.int().refine(() => true, "two")),
    });
    expect(ownMessages(schema)).toEqual(["one", "two"]);
    expect(inputs.flatMap(([, input]) => ownMessages(input))).toContain("use an email address such as ada@salon.com");
  });
});

/** Throws at a text whose arguments are missing. */
const say = ({ reason, values = {} }: FieldWords): string => word(reason, values);

describe("an invalid value reads in German", () => {
  const schema = z.strictObject({
    text: z.string().max(3).optional(),
    empty: z.string().min(1).optional(),
    age: z.int().min(1).max(9).optional(),
    price: z.number().positive().multipleOf(2).optional(),
    tags: z.array(z.string()).min(2).max(3).optional(),
    mode: z.enum(["live", "test"]).optional(),
    at: z.iso.datetime().optional(),
    email: z.email().optional(),
    code: z.string().regex(/^x$/).optional(),
    own: z.object({}).optional(),
    needed: z.boolean(),
  });
  it.each([
    [{ text: "long" }, "Höchstens 3 Zeichen."],
    [{ text: 1 }, "Nutzen Sie Text."],
    [{ empty: "" }, "Das darf nicht leer sein."],
    [{ age: 10 }, "Höchstens 9."],
    [{ age: 0 }, "Mindestens 1."],
    [{ age: 1.5 }, "Nutzen Sie eine ganze Zahl."],
    [{ price: 0 }, "Mehr als 0."],
    [{ price: 3 }, "Nutzen Sie ein Vielfaches von 2."],
    [{ tags: ["a"] }, "Mindestens 2 Einträge."],
    [{ tags: ["a", "b", "c", "d"] }, "Höchstens 3 Einträge."],
    [{ mode: "x" }, "Nutzen Sie einen dieser Werte: live, test."],
    [{ at: "today" }, /^Nutzen Sie Datum und Uhrzeit/],
    [{ email: "ada" }, /^Nutzen Sie eine E-Mail-Adresse/],
    [{ code: "y" }, /^Dieser Wert lässt sich nicht verwenden/],
    [{ own: [] }, "Nutzen Sie ein Objekt: { … }"],
    [{ other: 1 }, "Dieses Feld gibt es nicht."],
    [{ needed: undefined }, "Das fehlt."],
  ])("%j: %s", (changes, text) => {
    for (const options of [{}, { error: explainIssue }]) {
      const [issue] = schema.safeParse({ needed: true, ...changes }, options).error?.issues ?? [];
      expect(say(reasonOfIssue(issue ?? expect.fail("is valid")))).toEqual(
        typeof text === "string" ? text : expect.stringMatching(text),
      );
    }
  });

  it.each([
    [{ startTime: "yesterday" }, /^Nutzen Sie Datum und Uhrzeit mit/],
    [{ timezone: "CEST" }, /IANA-Zeitzone/],
    [{ currency: "euro" }, /drei Buchstaben/],
    [{ actor: { kind: "robot" } }, "Nutzen Sie einen dieser Werte: customer, staff, system, api."],
    [{ sequence: 0 }, "Mindestens 1."],
    [{ links: { ics: "http://x" } }, /vollständige Adresse/],
  ])("data of an event, %j: %s", (changes, text) => {
    const check = validateEventData("appointment.created", { appointmentId: "a", ...changes });
    const [error] = check.ok ? [] : check.errors;
    const { reason, values } = error ?? expect.fail("is valid");
    expect(say({ reason: reason ?? expect.fail("no reason"), ...(values && { values }) })).toEqual(
      typeof text === "string" ? text : expect.stringMatching(text),
    );
  });

  it.each([
    [{ type: ["string", "integer"] }, 1.5, "Nutzen Sie einen dieser Typen: string, integer."],
    [{ type: ["string", "null"] }, 1, "Nutzen Sie Text."],
    [{ enum: ["a", 7] }, "b", "Nutzen Sie einen dieser Werte: a, 7."],
    [{ const: "room" }, "table", 'Nutzen Sie "room".'],
    [{ minimum: 2 }, 1, "Mindestens 2."],
    [{ exclusiveMaximum: 2 }, 2, "Weniger als 2."],
    [{ multipleOf: 0.5 }, 0.7, "Nutzen Sie ein Vielfaches von 0.5."],
    [{ multipleOf: 0.0001 }, 0.00015, "Nutzen Sie ein Vielfaches von 0.0001."],
    [{ minimum: 0.0001 }, 0, "Mindestens 0.0001."],
    [{ minLength: 3 }, "ab", "Mindestens 3 Zeichen."],
    [{ maxItems: 1 }, [1, 2], "Höchstens 1 Eintrag."],
    [{ maxItems: 2 }, [1, 2, 3], "Höchstens 2 Einträge."],
    [{ maxProperties: 1 }, { a: 1, b: 2 }, "Höchstens 1 Feld."],
    [{ required: ["a"] }, {}, "Das fehlt."],
    [{ dependentRequired: { a: ["b"] } }, { a: 1 }, "Das fehlt: a braucht es."],
    [{ additionalProperties: false }, { a: 1 }, "Dieses Feld gibt es nicht."],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, "Dieser Name lässt sich nicht verwenden."],
    [{ anyOf: [{ type: "string" }] }, 1, /zu keiner der Formen/],
    [{ oneOf: [true, true] }, 1, /zu mehr als einer der Formen/],
    [{ not: true }, 1, /die das Schema ausschließt/],
    [{ contains: { const: 1 } }, [2], /das Schema verlangt/],
    [{ contains: { const: 1 }, maxContains: 1 }, [1, 1], "Zu viele Einträge einer Art."],
  ])("data of a platform type, %j: %j", (schema, value, text) => {
    const { reason, values } = prepareCheck(schema)(value) ?? expect.fail("is valid");
    expect(say({ reason: reason ?? expect.fail("no reason"), ...(values && { values }) })).toEqual(
      typeof text === "string" ? text : expect.stringMatching(text),
    );
  });
});
