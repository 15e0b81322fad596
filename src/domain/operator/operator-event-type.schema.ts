import { z } from "zod";
import { EVENT_NAME_CHARS_MAX, NOT_BLANK } from "#domain/bounded.schema.ts";
import { BODY_FIELDS } from "#domain/event-types/build-event-body.ts";
import { CURSOR_MEANING, pageInput } from "#domain/pagination.schema.ts";

const TITLE_CHARS_MAX = 100;
const DESCRIPTION_CHARS_MAX = 1_000;
const CURSOR_CHARS_MAX = 200;

/** Family first, as in `room.booked`. The head of a body holds the name without escapes. */
export const eventTypeName = z
  .string()
  .max(EVENT_NAME_CHARS_MAX)
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)+$/,
    "use a family and what happened, like room.booked: letters, digits, _ and -, at most 100 characters",
  );

const shownText = (charsMax: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(charsMax)
    .regex(/^[^\p{Cc}]*$/u, "must not hold control characters")
    .refine((text) => text.isWellFormed(), "leave out halves of surrogate pairs")
    .meta(NOT_BLANK);

const jsonObject = (description: string) => z.record(z.string(), z.unknown()).describe(description);

const resourceIdField = z
  .string()
  .max(EVENT_NAME_CHARS_MAX)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "use the name of a field of data, like roomId")
  .refine(
    (name) => !["tenantId", ...BODY_FIELDS].includes(name),
    `must differ from the fields at the top of each body: ${BODY_FIELDS.join(", ")}`,
  )
  .nullable()
  .describe(
    "Field of data that names the subject: repeated at the top of the body, and the order of ordered webhooks. Null = none",
  );

export const putEventTypeInput = z.strictObject({
  title: shownText(TITLE_CHARS_MAX).describe("Name in words, as the dashboard shows it"),
  description: shownText(DESCRIPTION_CHARS_MAX).describe("One line for lists"),
  schema: jsonObject(
    "JSON Schema 2020-12 of data, at most 64 KiB, 20 levels deep; no pattern, patternProperties, uniqueItems, $dynamicRef, and no $ref to elsewhere",
  ),
  sample: jsonObject("Example of data, which fits the schema; without tenantId"),
  resourceIdField,
});

export const putEventTypeQuery = z.object({
  force: z
    .enum(["true", "false"], "use true or false")
    .optional()
    .describe("true: takes a change that breaks endpoints made for earlier versions"),
});

export const getEventTypeQuery = z.object({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe("An earlier version. Left out: the newest one"),
});

/** Place in the list: creation in milliseconds since 1970, and name. */
const eventTypeCursor = z
  .string()
  .max(CURSOR_CHARS_MAX)
  .transform((text, context) => {
    const [, at, name] = /^(\d{1,15}):([\w.-]{1,100})$/u.exec(Buffer.from(text, "base64url").toString()) ?? [];
    if (at !== undefined && name !== undefined) return { createdAt: new Date(Number(at)), name };
    context.addIssue({ code: "custom", message: "use the nextCursor of the page before" });
    return z.NEVER;
  });

export const toEventTypeCursor = ({ createdAt, name }: { createdAt: Date; name: string }): string =>
  Buffer.from(`${createdAt.getTime()}:${name}`).toString("base64url");

export const listEventTypesInput = pageInput.extend({ cursor: eventTypeCursor.optional().describe(CURSOR_MEANING) });

export const operatorEventTypeView = z.object({
  name: z.string(),
  family: z.string().describe("First part of the name; webhooks with <family>.* get its events"),
  title: z.string(),
  description: z.string(),
  schema: z.record(z.string(), z.unknown()),
  sample: z.record(z.string(), z.unknown()),
  resourceIdField: z.string().nullable(),
  version: z.number().int().describe("Counts up with each change"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime().describe("When this version was made"),
});

export type PutEventTypeInput = z.output<typeof putEventTypeInput>;
export type OperatorEventTypeView = z.output<typeof operatorEventTypeView>;
export type ListEventTypesInput = z.output<typeof listEventTypesInput>;
