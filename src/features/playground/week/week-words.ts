import { useLocale, useTranslations } from "use-intl";
import type { Why } from "#features/playground/week/act.ts";
import { CURRENCY, customerOf, staffOf } from "#features/playground/week/salon.ts";
import { addDays, clockText } from "#features/playground/week/wall-time.ts";
import { type Appointment, endOf, type Place, type Week } from "#features/playground/week/week.ts";
import type { Locale, Translate } from "#features/translate.ts";

export type WeekWords = ReturnType<typeof weekWords>;

export const useWeekWords = (): WeekWords => weekWords(useTranslations("playground.week"), useLocale());

/** Words of the salon's week that depend on an appointment, a place or a date. */
export const weekWords = (t: Translate<"playground.week">, locale: Locale) => {
  const date = (week: Pick<Week, "monday">, day: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(Date.parse(addDays(week.monday, day)));
  /** `long`: "Tuesday, November 24"; `short`: "Tue, Nov 24". */
  const day = (week: Pick<Week, "monday">, index: number, length: "long" | "short") =>
    date(week, index, { weekday: length, month: length, day: "numeric" });
  const service = (id: string) => (isService(id) ? t(`services.${id}`) : id);
  const state = ({ status, payment }: Pick<Appointment, "status" | "payment">) =>
    [t(`statuses.${status}`), payment && t(`payments.${payment.status}`)].filter(Boolean).join(", ");
  const price = new Intl.NumberFormat(locale, { style: "currency", currency: CURRENCY });
  return {
    day,
    /** "Tue" and "24". */
    dayParts: (week: Pick<Week, "monday">, index: number) => ({
      weekday: date(week, index, { weekday: "short" }),
      date: date(week, index, { day: "numeric" }).replace(/\D+$/, ""),
    }),
    service,
    state,
    /** Name of an appointment for assistive technology. Begins with the words of its card, which voice control uses. */
    appointment: (one: Appointment) =>
      [customerOf(one.customerId).name, spanText(one), service(one.serviceId), state(one)].join(", "),
    free: (start: number) => `${clockText(start)}, ${t("free")}`,
    /** "Tuesday, November 24, 10:30, with Leo Fischer". */
    place: (week: Week, { day: index, start, staffId }: Place) =>
      t("place", { day: day(week, index, "long"), time: clockText(start), staff: staffOf(staffId).name }),
    price: (cents: number) => price.format(cents / 100),
    why: (why: Why) => {
      if (why.code === "too_many_waiting") return t("why.too_many_waiting", { count: why.count });
      if (why.code !== "taken") return t(`why.${why.code}`);
      return t("why.taken", {
        staff: staffOf(why.staffId).name,
        customer: customerOf(why.customerId).name,
        time: clockText(why.start),
      });
    },
  };
};

export const spanText = (one: Pick<Appointment, "start" | "minutes">): string =>
  `${clockText(one.start)}–${clockText(endOf(one))}`;

const SERVICES = ["svc_fringe", "svc_beard", "svc_haircut", "svc_blowdry", "svc_color", "svc_highlights"] as const;

const isService = (id: string): id is (typeof SERVICES)[number] => SERVICES.some((one) => one === id);
