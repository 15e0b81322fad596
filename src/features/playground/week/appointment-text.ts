import { PAYMENT_WORDS, STATUS_WORDS, TEXTS } from "#features/playground/week/playground-texts.ts";
import { customerOf, serviceOf, staffOf } from "#features/playground/week/salon.ts";
import { addDays, clockText } from "#features/playground/week/wall-time.ts";
import { type Appointment, endOf, type Place, type Week } from "#features/playground/week/week.ts";

/** `long`: "Tuesday, November 24"; `short`: "Tue, Nov 24". */
export const dayText = ({ monday }: Pick<Week, "monday">, day: number, length: "long" | "short"): string =>
  new Intl.DateTimeFormat("en", { weekday: length, month: length, day: "numeric", timeZone: "UTC" }).format(
    Date.parse(addDays(monday, day)),
  );

export const spanText = (one: Pick<Appointment, "start" | "minutes">): string =>
  `${clockText(one.start)}–${clockText(endOf(one))}`;

export const stateText = ({ status, payment }: Pick<Appointment, "status" | "payment">): string =>
  [STATUS_WORDS[status], payment && PAYMENT_WORDS[payment.status]].filter(Boolean).join(", ");

/** Name of an appointment for screen readers. */
export const appointmentName = (one: Appointment): string =>
  `${spanText(one)}, ${customerOf(one.customerId).name}, ${serviceOf(one.serviceId).name}, ${stateText(one)}`;

export const freeName = (start: number): string => `${clockText(start)}, ${TEXTS.free}`;

/** "Tuesday, November 24, 10:30, with Leo Fischer". */
export const placeText = (week: Week, { day, start, staffId }: Place): string =>
  `${dayText(week, day, "long")}, ${clockText(start)}, with ${staffOf(staffId).name}`;
