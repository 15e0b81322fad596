import type { Problem } from "#app/demo/book/answer-form.ts";
import { toInstant } from "#booking/wall-clock.ts";

/** Texts after a refusal. */
export const PROBLEMS: Readonly<Record<Problem, string>> = {
  form: "Choose a time, and enter your name and email.",
  invalid: "Check your name, email and time, and try again.",
  time_taken: "Someone else just booked this time. Choose another one.",
  changed_meanwhile: "This appointment changed since you opened the page. Look at it again, then choose.",
  not_possible: "This appointment can no longer be changed.",
  not_found: "We could not find this. Start again from the booking page.",
};

export const isProblem = (text: unknown): text is Problem => typeof text === "string" && Object.hasOwn(PROBLEMS, text);

const DONE: Readonly<Record<string, string>> = {
  booked: "Your appointment is booked",
  moved: "Your appointment has a new time",
  canceled: "Your appointment is canceled",
};

/** Result of the last form, while it holds: the address with `done=booked` may be opened again after a cancellation. */
export const doneText = (done: unknown, isOpen: boolean): string | null =>
  typeof done === "string" && isOpen === (done !== "canceled") ? (DONE[done] ?? null) : null;

export const priceText = (price: number, currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency }).format(price / 100);

/** "Sat" and "Nov 28" of a calendar day. */
export const dayTexts = (day: string): { weekday: string; date: string; whole: string } => {
  const at = toInstant(`${day}T12:00`, "UTC");
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en", { timeZone: "UTC", ...options }).format(at);
  return {
    weekday: format({ weekday: "short" }),
    date: format({ month: "short", day: "numeric" }),
    whole: format({ weekday: "long", month: "long", day: "numeric" }),
  };
};

/** "Saturday, November 28, 10:00". */
export const whenText = (wall: string): string => `${dayTexts(wall.slice(0, 10)).whole}, ${wall.slice(11)}`;

export const STATUSES: Readonly<Record<string, string>> = {
  pending: "Waiting for confirmation",
  confirmed: "Confirmed",
  awaiting_time: "Please choose a new time",
  canceled: "Canceled",
  completed: "Completed",
  no_show: "Missed",
};
