/** `appointment.created` → "Appointment created". */
export const eventLabel = (type: string): string => {
  const words = type.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Distinguishes events about a webhook from events about the salon. */
export const isAboutWebhook = (type: string): boolean => type.startsWith("webhook.") || type.startsWith("delivery.");

/** `appointment.created` → "appointment". */
export const eventFamily = (type: string): string => (isAboutWebhook(type) ? "webhook" : (type.split(".")[0] ?? type));

const FAMILY_LABELS: Record<string, string> = {
  appointment: "Appointments",
  payment: "Payments",
  service: "Services",
  webhook: "Your webhooks",
};

/** Explains families whose name does not tell their purpose. */
export const FAMILY_HINTS: Record<string, string> = {
  webhook: "Lets another program know when one of your webhooks is in trouble. A webhook is never told about itself.",
};

export const familyLabel = (family: string): string => FAMILY_LABELS[family] ?? eventLabel(family);

/** Groups by family and keeps the order. */
export const byFamily = <Item extends { type: string }>(
  types: readonly Item[],
): { family: string; types: Item[] }[] => {
  const families = new Map<string, Item[]>();
  for (const item of types) {
    const family = eventFamily(item.type);
    families.set(family, [...(families.get(family) ?? []), item]);
  }
  return [...families].map(([family, items]) => ({ family, types: items }));
};

/** Summarizes event types: "Appointment created", "3 events: Appointments, Payments". */
export const eventsSummary = (events: readonly string[]): string => {
  const [first] = events;
  if (first === undefined) return "No events";
  if (events.length === 1) return eventLabel(first);
  const families = [...new Set(events.map((event) => familyLabel(eventFamily(event))))];
  return `${events.length} events: ${families.join(", ")}`;
};
