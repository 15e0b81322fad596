type Family = {
  label: string;
  /** Explains a family whose label does not tell its purpose. */
  hint?: string;
  /** Bellhop itself makes events of an operational family, about a webhook. */
  isOperational?: true;
};

/** Subjects of events, in display order. `data` names the subject as `<family>Id`, operational families name a webhook. */
export const eventFamilies = {
  appointment: { label: "Appointments" },
  payment: { label: "Payments" },
  service: { label: "Services" },
  staff: { label: "Staff" },
  customer: { label: "Customers" },
  order: { label: "Orders" },
  form: { label: "Forms" },
  waitlist: { label: "Waiting list" },
  webhook: {
    label: "Your webhooks",
    hint: "Lets another program know when one of your webhooks is in trouble. A webhook is never told about itself.",
    isOperational: true,
  },
  delivery: { label: "Your webhooks", isOperational: true },
} as const satisfies Record<string, Family>;

export type EventFamily = keyof typeof eventFamilies;
export type OperationalFamily = "webhook" | "delivery";

const families: Record<string, Family> = eventFamilies;

/** `appointment.created` → `appointment`. Types of a platform's own may have families that are not listed here. */
export const familyOfName = (name: string): string => name.split(".", 1)[0] ?? name;

export const findFamily = (family: string): Family | undefined =>
  Object.hasOwn(families, family) ? families[family] : undefined;

export const isOperationalFamily = (family: string): family is OperationalFamily =>
  findFamily(family)?.isOperational === true;
