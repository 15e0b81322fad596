import { z } from "zod";
import { optionalWith } from "#domain/bounded.schema.ts";
import { subscribedName } from "#domain/event-types/event-name.schema.ts";
import { mode, modeFilter } from "#domain/mode.schema.ts";
import { pageInput } from "#domain/pagination.schema.ts";
import { headersToChange, headersToSet } from "#domain/subscriptions/custom-header.schema.ts";
import { eachWebhookField } from "#domain/subscriptions/webhook-fields.schema.ts";

/** Counts each mode alone. */
export const WEBHOOKS_PER_TENANT_MAX = 50;
/** Replaces a header value in answers. An update with this text keeps the value. */
export const HEADER_VALUE_MASK = "••••••••";

export const webhookHealth = z.enum(["healthy", "failing", "paused", "disabled"]);
export const disabledReason = z.enum(["by_user", "gone", "receiver_request", "failing"]);

const TARGET = "(?:[/?][!$-;=?-\\[\\]-~]*)?";

/** Pattern in the API's description: fits all that `checkUrl` accepts in any allowed network, so that no client refuses such a URL. */
const ANY_URL = `^[Hh][Tt][Tt][Pp][Ss]?://(?:[!$&-.0-9;=A-Z_-z{}~]+|\\[[0-9A-Fa-f.:]+\\])(?::[0-9]*)?${TARGET}$`;

const url = z
  .string()
  .min(1, "a URL is required")
  .max(2_048, "use at most 2,048 characters")
  .meta({ pattern: ANY_URL })
  .describe(
    "On the public internet: https, a host name with a dot, and port 443 or 8443. In networks that the operator allows also http, an " +
      "IP address and any port",
  );
const events = z
  .array(subscribedName)
  .min(1, "choose at least one event type")
  .max(100)
  .describe(
    "Event types, * for all of them, or a family such as appointment.*. A wildcard includes types that are added later. It does not " +
      "include derived events, webhook.… and delivery.…: name these",
  );

const HEADERS_ABOUT = "Headers that each request carries, by name";
const ACTIVE_ABOUT = "Whether events are sent";

export const createWebhookInput = z.strictObject({
  url,
  events,
  ...eachWebhookField("atCreation"),
  headers: headersToSet.nullish().meta({ default: {}, description: HEADERS_ABOUT }),
  active: z.boolean().nullish().meta({ default: true, description: ACTIVE_ABOUT }),
  mode: mode.nullish().describe("Fixed at creation. Default: the mode of the API key"),
});

/** Null resets an optional field to its default. */
export const updateWebhookInput = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  ...eachWebhookField("inUpdate"),
  headers: headersToChange.nullish().describe(HEADERS_ABOUT),
  active: z.boolean().optional().describe(ACTIVE_ABOUT),
  mode: z.never("is fixed when a webhook is made: make another webhook").optional(),
});

export const listWebhooksInput = pageInput.extend({ mode: modeFilter });

export const rotateSecretInput = z.strictObject({
  overlapHours: optionalWith(z.number().min(0).max(168).describe("Hours in which the old secret signs too"), 24),
});

export const webhookView = z.object({
  id: z.string(),
  url: z.string().describe("Shortened for API keys that lack webhooks:read"),
  events: z.array(z.string()),
  ...eachWebhookField("shown"),
  headers: z.record(z.string(), z.string()),
  active: z.boolean(),
  health: webhookHealth,
  disabledReason: disabledReason.nullable(),
  mode,
  secretHint: z.string(),
  previousSecretExpiresAt: z.iso
    .datetime()
    .nullable()
    .describe("End of the overlap of a rotation: until then requests are signed with the old secret too"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const webhookWithSecretView = webhookView.extend({ secret: z.string() });

export type CreateWebhookInput = z.input<typeof createWebhookInput>;
export type UpdateWebhookInput = z.input<typeof updateWebhookInput>;
export type ListWebhooksInput = z.output<typeof listWebhooksInput>;
export type RotateSecretInput = z.output<typeof rotateSecretInput>;
export type WebhookView = z.output<typeof webhookView>;
export type WebhookWithSecretView = z.output<typeof webhookWithSecretView>;

export type AuditedField = Exclude<keyof UpdateWebhookInput, "active" | "mode">;
