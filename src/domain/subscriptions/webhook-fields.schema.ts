import { z } from "zod";
import { apiVersion, NEWEST_API_VERSION } from "#domain/event-types/api-version.schema.ts";
import { RATE_LIMIT_MAX, WEBHOOK_FIELD_LABELS } from "#domain/subscriptions/webhook-fields.values.ts";
import type { WebhookSubscription } from "#generated/prisma/client.ts";

export const REDACTED_FIELDS_MAX = 20;

/**
 * @param given null and a missing field mean `fallback`
 * @param example any value but the fallback, for the API description and tests
 * @param label completes "changed … of the webhook"
 */
const plainField = <Given extends z.ZodType, Shown extends z.ZodType>({
  given,
  shown,
  fallback,
  example,
  label,
}: {
  given: Given;
  shown: Shown;
  fallback: z.output<Shown>;
  example: NonNullable<z.output<Shown>>;
  label: string;
}) => {
  const optional = given.meta({ examples: [example] }).nullish();
  return { atCreation: optional.meta({ default: fallback }), inUpdate: optional, shown, fallback, example, label };
};

/** Columns without further rules. Inputs, views, audit log and labels follow from this list. */
export const webhookFields = {
  description: plainField({
    // PostgreSQL cannot store NUL or half a surrogate pair as text.
    given: z
      .string()
      .max(500)
      .regex(/^[^\0\p{Cs}]*$/u, "must not hold a NUL character or halves of surrogate pairs")
      .describe("Name of the webhook, for people"),
    shown: z.string(),
    fallback: "",
    example: "Newsletter",
    label: WEBHOOK_FIELD_LABELS.description,
  }),
  rateLimitPerSecond: plainField({
    given: z.number().int().min(1).max(RATE_LIMIT_MAX).describe("Requests a second; null = no limit"),
    shown: z.number().nullable(),
    fallback: null,
    example: 5,
    label: WEBHOOK_FIELD_LABELS.rateLimitPerSecond,
  }),
  ordered: plainField({
    given: z.boolean().describe("Sends the events of one resource (appointment, payment …) one after another"),
    shown: z.boolean(),
    fallback: false,
    example: true,
    label: WEBHOOK_FIELD_LABELS.ordered,
  }),
  /** Going back to an older version has a rule: `change-api-version.ts`. */
  apiVersion: plainField({
    given: apiVersion.describe("Format of the body"),
    shown: z.string(),
    fallback: NEWEST_API_VERSION,
    example: "2026-11-01",
    label: WEBHOOK_FIELD_LABELS.apiVersion,
  }),
  /** A path applies to every entry of a list. */
  redact: plainField({
    given: z
      .array(
        z
          .string()
          .max(200)
          .regex(/^[\w$-]+(\.[\w$-]+){0,9}$/, "write a path in the event's data, like customer.phone"),
      )
      .max(REDACTED_FIELDS_MAX, `leave out at most ${REDACTED_FIELDS_MAX} fields`)
      .overwrite((paths) => [...new Set(paths)])
      .describe("Fields of data that are removed before sending, as paths"),
    shown: z.array(z.string()),
    fallback: [],
    example: ["customer.phone"],
    label: WEBHOOK_FIELD_LABELS.redact,
  }),
} satisfies { [Column in keyof WebhookSubscription]?: { fallback: WebhookSubscription[Column] } };

type Fields = typeof webhookFields;

export type WebhookField = keyof Fields;

export type WebhookFieldValues = { [Field in WebhookField]: z.output<Fields[Field]["shown"]> };

type GivenFields = { [Field in WebhookField]?: WebhookFieldValues[Field] | null };

// TypeScript loses the keys of a list, hence the casts.
export const webhookFieldNames = Object.keys(webhookFields) as readonly WebhookField[];

export const mapWebhookFields = <Entries extends Record<WebhookField, unknown>>(
  entryOf: <Field extends WebhookField>(field: Field) => Entries[Field],
): Entries => Object.fromEntries(webhookFieldNames.map((field) => [field, entryOf(field)])) as Entries;

type Property<Key extends keyof Fields[WebhookField]> = { [Field in WebhookField]: Fields[Field][Key] };

export const eachWebhookField = <Key extends keyof Fields[WebhookField]>(key: Key): Property<Key> =>
  Object.fromEntries(webhookFieldNames.map((field) => [field, webhookFields[field][key]])) as Property<Key>;

export const fallbacks: WebhookFieldValues = eachWebhookField("fallback");

export const pickWebhookFields = (row: WebhookFieldValues): WebhookFieldValues =>
  mapWebhookFields((field) => row[field]);

export const fieldsToCreate = (given: GivenFields): WebhookFieldValues =>
  mapWebhookFields((field) => given[field] ?? fallbacks[field]);

/** Undefined leaves a column unchanged in Prisma. */
export const fieldsToUpdate = (
  given: GivenFields,
): { [Field in WebhookField]: WebhookFieldValues[Field] | undefined } =>
  mapWebhookFields((field) => (given[field] === undefined ? undefined : (given[field] ?? fallbacks[field])));
