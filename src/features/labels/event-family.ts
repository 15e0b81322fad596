import { familyOfName, isOperationalFamily } from "#domain/event-types/event-families.ts";

/** Distinguishes events about a webhook from events about the salon. */
export const isAboutWebhook = (type: string): boolean => isOperationalFamily(familyOfName(type));

/** `appointment.created` → "appointment". Shows events about deliveries beside those about webhooks. */
export const eventFamily = (type: string): string => (isAboutWebhook(type) ? "webhook" : familyOfName(type));

/** Groups by family and keeps the order. */
export const byFamily = <Item extends { type: string }>(types: readonly Item[]): { family: string; types: Item[] }[] =>
  [...Map.groupBy(types, ({ type }) => eventFamily(type))].map(([family, items]) => ({ family, types: items }));
