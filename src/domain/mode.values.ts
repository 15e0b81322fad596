/** Modes of webhooks, events, deliveries and API keys. */
export const MODES = ["live", "test"] as const;
