import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";

/** Keys of each scope's texts in `settings.scopes`. */
export const SCOPE_TEXTS = {
  "webhooks:read": { label: "webhooksRead", hint: "webhooksReadHint" },
  "webhooks:write": { label: "webhooksWrite", hint: "webhooksWriteHint" },
  "deliveries:read": { label: "deliveriesRead", hint: "deliveriesReadHint" },
  "deliveries:write": { label: "deliveriesWrite", hint: "deliveriesWriteHint" },
  "events:read": { label: "eventsRead", hint: "eventsReadHint" },
  "events:write": { label: "eventsWrite", hint: "eventsWriteHint" },
} as const satisfies Record<ApiScope, { label: string; hint: string }>;
