import { z } from "zod";
import { EVENT_NAME_CHARS_MAX, optionalWith } from "#domain/bounded.schema.ts";
import { headersToChange, headersToSet } from "#domain/subscriptions/custom-header.schema.ts";

export const WEBHOOKS_PER_TENANT_MAX = 50;
export const REDACTED_FIELDS_MAX = 20;
/** What a custom header's value is shown as; sent back in an update it keeps the stored value. */
export const HEADER_VALUE_MASK = "••••••••";

export const webhookHealth = z.enum(["healthy", "failing", "paused", "disabled"]);
export const disabledReason = z.enum(["by_user", "gone", "receiver_request", "failing"]);

const url = z.string().min(1, "a URL is required").max(2_048, "use at most 2,048 characters");
const events = z.array(z.string().max(EVENT_NAME_CHARS_MAX)).min(1, "choose at least one event type").max(100);
// PostgreSQL stores no NUL in text, and half a surrogate pair would become another character.
const description = z
  .string()
  .max(500)
  .regex(/^[^\0\p{Cs}]*$/u, "must not hold a NUL character or halves of surrogate pairs");
const rateLimitPerSecond = z.number().int().min(1).max(1_000).nullable();

/** `customer.phone`: a path in an event's data; in a list it goes through every entry. */
const redact = z
  .array(
    z
      .string()
      .max(200)
      .regex(/^[\w$-]+(\.[\w$-]+){0,9}$/, "write a path in the event's data, like customer.phone"),
  )
  .max(REDACTED_FIELDS_MAX, `leave out at most ${REDACTED_FIELDS_MAX} fields`);

export const createWebhookInput = z.strictObject({
  url,
  events,
  description: optionalWith(description, ""),
  headers: optionalWith(headersToSet, {}),
  active: optionalWith(z.boolean(), true),
  rateLimitPerSecond: rateLimitPerSecond.default(null),
  /** Fields of an event's data that its deliveries leave out. */
  redact: redact.nullish(),
});

/** `null` gives a field the value that creating without it gives, but for what has to be said. */
export const updateWebhookInput = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: description.nullish(),
  /** A value equal to its mask keeps the stored value, null removes the header; headers not named stay. */
  headers: headersToChange.nullish(),
  active: z.boolean().optional(),
  rateLimitPerSecond: rateLimitPerSecond.optional(),
  redact: redact.nullish(),
});

export const rotateSecretInput = z.strictObject({ overlapHours: optionalWith(z.number().min(0).max(168), 24) });

/** What everybody may see of a webhook: never the secret. Instants are ISO 8601 in UTC. */
export const webhookView = z.object({
  id: z.string(),
  url: z.string().describe("Shortened for API keys that lack webhooks:read"),
  events: z.array(z.string()),
  description: z.string(),
  headers: z.record(z.string(), z.string()),
  active: z.boolean(),
  health: webhookHealth,
  disabledReason: disabledReason.nullable(),
  secretHint: z.string(),
  rateLimitPerSecond: z.number().nullable(),
  redact: z.array(z.string()),
  apiVersion: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

/** Only create and rotate answer with the secret. */
export const webhookWithSecretView = webhookView.extend({ secret: z.string() });

export type CreateWebhookInput = z.output<typeof createWebhookInput>;
export type UpdateWebhookInput = z.output<typeof updateWebhookInput>;
export type RotateSecretInput = z.output<typeof rotateSecretInput>;
export type WebhookView = z.output<typeof webhookView>;
export type WebhookWithSecretView = z.output<typeof webhookWithSecretView>;
