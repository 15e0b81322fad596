import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";

export const SCOPE_LABELS: Record<ApiScope, { label: string; hint: string }> = {
  "webhooks:read": { label: "See webhooks", hint: "Their addresses and settings, never their secrets." },
  "webhooks:write": { label: "Change webhooks", hint: "Make, change, test and delete them." },
  "deliveries:read": { label: "See deliveries", hint: "The log with messages and answers." },
  "deliveries:write": { label: "Resend deliveries", hint: "Send a message again." },
  "events:read": { label: "See events", hint: "What happened, with its data." },
  "events:write": { label: "Report events", hint: "For the booking system, which tells what happened." },
};
