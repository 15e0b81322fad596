import type { CatalogLocale } from "#domain/event-types/type-words.ts";

type Family = {
  label: string;
  german: string;
  /** Bellhop itself makes events of an operational family, about a webhook. */
  isOperational?: true;
};

/** Subjects of events, in display order. `data` names the subject as `<family>Id`, operational families name a webhook. */
export const eventFamilies = {
  appointment: { label: "Appointments", german: "Termine" },
  payment: { label: "Payments", german: "Zahlungen" },
  service: { label: "Services", german: "Leistungen" },
  staff: { label: "Staff", german: "Team" },
  customer: { label: "Customers", german: "Kunden" },
  order: { label: "Orders", german: "Bestellungen" },
  form: { label: "Forms", german: "Formulare" },
  waitlist: { label: "Waitlist", german: "Warteliste" },
  webhook: {
    label: "Your webhooks",
    german: "Ihre Webhooks",
    isOperational: true,
  },
  delivery: { label: "Your webhooks", german: "Ihre Webhooks", isOperational: true },
} as const satisfies Record<string, Family>;

export type EventFamily = keyof typeof eventFamilies;
export type OperationalFamily = "webhook" | "delivery";

const families: Record<string, Family> = eventFamilies;

/** `appointment.created` → `appointment`. Types of a platform's own may have families that are not listed here. */
export const familyOfName = (name: string): string => name.split(".", 1)[0] ?? name;

export const findFamily = (family: string): Family | undefined =>
  Object.hasOwn(families, family) ? families[family] : undefined;

/** Label of a listed family in a language. */
export const familyLabel = (family: string, locale: CatalogLocale): string | undefined => {
  const found = findFamily(family);
  return locale === "de" ? found?.german : found?.label;
};

export const isOperationalFamily = (family: string): family is OperationalFamily =>
  findFamily(family)?.isOperational === true;
