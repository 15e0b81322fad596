import { familyLabel } from "#domain/event-types/event-families.ts";
import { isWildcard } from "#domain/event-types/wildcards.ts";
import { eventFamily } from "#features/labels/event-family.ts";
import type { Locale, Translate } from "#features/translate.ts";

export type TypeTexts = Record<string, { title: string; description: string }>;

export type EventWords = {
  /** Names of the catalogue, in its order. */
  names: readonly string[];
  /** `appointment.created` → "Appointment created", `appointment.*` → "All about appointments". */
  label: (name: string) => string;
  /** One line, "" for a type of which only the name is known. */
  description: (name: string) => string;
  /** `appointment` → "Appointments". */
  family: (family: string) => string;
  /** "3 events: Appointments, Payments", "All about appointments, Payment failed". */
  summary: (names: readonly string[]) => string;
};

/** Builds the words of event types, also for the server. Types without texts get a label made of their name. */
export const buildEventWords = (t: Translate<"labels">, locale: Locale, types: TypeTexts = {}): EventWords => {
  const family = (name: string) => familyLabel(name, locale) ?? spelled(name);
  const label = (name: string) => {
    if (name === "*") return t("allEvents");
    if (isWildcard(name)) return t("allAbout", { family: family(eventFamily(name)) });
    return types[name]?.title ?? spelled(name);
  };
  const named = (names: readonly string[]) => {
    const [first = ""] = names;
    if (names.length === 1) return label(first);
    const families = [...new Set(names.map((name) => family(eventFamily(name))))].join(", ");
    return t("eventsOf", { count: names.length, families });
  };
  const summary = (names: readonly string[]) => {
    const wildcards = names.includes("*") ? ["*"] : names.filter(isWildcard);
    const rest = names.filter((name) => !isWildcard(name));
    const parts = [...wildcards.map(label), ...(rest.length > 0 ? [named(rest)] : [])];
    return parts.length > 0 ? parts.join(", ") : t("noEvents");
  };
  return { names: Object.keys(types), label, description: (name) => types[name]?.description ?? "", family, summary };
};

const spelled = (name: string) => {
  const words = name.replaceAll(".", " ").replaceAll("_", "-");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
