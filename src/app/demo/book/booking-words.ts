import type { Problem } from "#app/demo/book/answer-form.ts";
import { pageLocale, serverTexts } from "#app/server-texts.ts";
import { toInstant } from "#booking/wall-clock.ts";
import { bookingEn } from "#features/booking/booking-en.ts";
import type { Locale, Translate } from "#features/translate.ts";

type Service = { id: string; name: string; description: string };

/** Words of the booking pages in the language of this request. */
export const pageWords = async () => bookingWords(await serverTexts("booking"), await pageLocale());

/** Words of the booking pages that depend on a day, an amount, an appointment or a form. */
export const bookingWords = (t: Translate<"booking">, locale: Locale) => {
  const date = (day: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(toInstant(`${day}T12:00`, "UTC"));
  /** "Saturday, November 28". */
  const day = (one: string) => date(one, { weekday: "long", month: "long", day: "numeric" });
  return {
    day,
    /** "Sat" and "Nov 28". */
    dayParts: (one: string) => ({
      weekday: date(one, { weekday: "short" }),
      date: date(one, { month: "short", day: "numeric" }),
    }),
    /** "Saturday, November 28, 10:00". */
    when: (wall: string) => t("when", { day: day(wall.slice(0, 10)), time: wall.slice(11) }),
    price: (cents: number, currency: string) =>
      new Intl.NumberFormat(locale, { style: "currency", currency }).format(cents / 100),
    /** "45 min". */
    duration: (minutes: number) => new Intl.NumberFormat(locale, { style: "unit", unit: "minute" }).format(minutes),
    /** Services of the demo salon in the language of the page. A renamed service keeps its stored words. */
    service: ({ id, name, description }: Service) =>
      isDemoService(id) && name === bookingEn.services[id].name
        ? { name: t(`services.${id}.name`), description: t(`services.${id}.description`) }
        : { name, description },
    status: (status: string) => (isStatus(status) ? t(`statuses.${status}`) : status),
    problem: (problem: unknown) => (isProblem(problem) ? t(`problems.${problem}`) : null),
    /** Result of the last form, while it holds: the address with `done=booked` may be opened again after a cancellation. */
    done: (done: unknown, isOpen: boolean) =>
      isDone(done) && isOpen === (done !== "canceled") ? t(`done.${done}`) : null,
  };
};

const isDemoService = (id: string): id is keyof typeof bookingEn.services => Object.hasOwn(bookingEn.services, id);

const isStatus = (status: string): status is keyof typeof bookingEn.statuses =>
  Object.hasOwn(bookingEn.statuses, status);

const isProblem = (problem: unknown): problem is Problem =>
  typeof problem === "string" && Object.hasOwn(bookingEn.problems, problem);

const isDone = (done: unknown): done is keyof typeof bookingEn.done =>
  typeof done === "string" && Object.hasOwn(bookingEn.done, done);
