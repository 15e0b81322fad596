import { familyOfName, findFamily, isOperationalFamily } from "#domain/event-types/event-families.ts";
import { isWildcard } from "#domain/event-types/wildcards.ts";

/** `appointment.created` → "Appointment created", `appointment.*` → "All about appointments". */
export const eventLabel = (name: string): string => {
  if (name === "*") return "All events";
  if (isWildcard(name)) return `All about ${familyLabel(eventFamily(name)).toLowerCase()}`;
  return capital(name.replaceAll(".", " ").replaceAll("_", "-"));
};

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Distinguishes events about a webhook from events about the salon. */
export const isAboutWebhook = (type: string): boolean => isOperationalFamily(familyOfName(type));

/** `appointment.created` → "appointment". Shows events about deliveries beside those about webhooks. */
export const eventFamily = (type: string): string => (isAboutWebhook(type) ? "webhook" : familyOfName(type));

export const familyLabel = (family: string): string => findFamily(family)?.label ?? eventLabel(family);

/** Groups by family and keeps the order. */
export const byFamily = <Item extends { type: string }>(types: readonly Item[]): { family: string; types: Item[] }[] =>
  [...Map.groupBy(types, ({ type }) => eventFamily(type))].map(([family, items]) => ({ family, types: items }));

/** Summarizes names: "Appointment created", "3 events: Appointments, Payments", "All about appointments, Payment failed". */
export const eventsSummary = (events: readonly string[]): string => {
  const wildcards = events.includes("*") ? ["*"] : events.filter(isWildcard);
  const named = events.filter((name) => !isWildcard(name));
  const parts = [...wildcards.map(eventLabel), ...(named.length > 0 ? [namedSummary(named)] : [])];
  return parts.length > 0 ? parts.join(", ") : "No events";
};

const namedSummary = (events: readonly string[]): string => {
  const [first = ""] = events;
  if (events.length === 1) return eventLabel(first);
  const families = [...new Set(events.map((event) => familyLabel(eventFamily(event))))];
  return `${events.length} events: ${families.join(", ")}`;
};
