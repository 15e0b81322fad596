import type { StoryChapter } from "#domain/events/story.schema.ts";
import type { Translate } from "#features/translate.ts";

type Words = {
  t: Translate<"events.story.said">;
  /** Label of a type that has no sentence of its own. */
  labelOf: (event: string) => string;
  locale: string;
  /** Reader's zone, for events that name none. */
  timeZone: string;
};

/** Tells a chapter in the words of a salon: "Moved to Fri, 14 Mar, 14:00", "Paid €45.00". */
export const storySentence = (
  { event, facts }: Pick<StoryChapter, "event" | "facts">,
  { t, labelOf, locale, timeZone }: Words,
): string => {
  const time = timeText(facts.startTime, { locale, timeZone: facts.timezone ?? timeZone });
  const amount = amountText(facts, locale);
  switch (event) {
    case "appointment.created":
    case "appointment.scheduled":
      return time ? t("bookedFor", { time }) : t("booked");
    case "appointment.rescheduled":
      return time ? t("movedTo", { time }) : t("moved");
    case "appointment.confirmed":
      return t("confirmed");
    case "appointment.reassigned":
      return t("reassigned");
    case "appointment.updated":
    case "appointment.changed":
      return t("updated");
    case "appointment.canceled":
      return t("canceled");
    case "appointment.completed":
      return t("completed");
    case "appointment.no_show":
      return t("noShow");
    case "payment.completed":
      return amount ? t("paidAmount", { amount }) : t("paid");
    case "payment.failed":
      return t("paymentFailed");
    case "payment.refunded":
      return amount ? t("refundedAmount", { amount }) : t("refunded");
    default:
      return labelOf(event);
  }
};

const timeText = (startTime: string | null, place: { locale: string; timeZone: string }): string | null => {
  const at = Date.parse(startTime ?? "");
  if (Number.isNaN(at)) return null;
  const options = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(place.locale, { ...options, hourCycle: "h23", timeZone: place.timeZone }).format(at);
};

/** Amounts are in the smallest unit of their currency, whose number of digits differs: 4500 is €45.00, and ¥4,500. */
const amountText = ({ amount, currency }: StoryChapter["facts"], locale: string): string | null => {
  if (amount === null || !currency || !/^[A-Za-z]{3}$/.test(currency)) return null;
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
};
