import type { Appointment } from "#booking/appointments/appointment.ts";
import type { By } from "#booking/by.ts";
import { previousOf } from "#booking/previous-of.ts";
import { toRfc3339 } from "#booking/wall-clock.ts";

/** The whole appointment, as each of its events carries it. */
export const appointmentData = (row: Appointment, publicUrl: string) => ({
  appointmentId: row.id,
  serviceId: row.serviceId,
  staffId: row.staffId,
  customerId: row.customerId,
  startTime: toRfc3339(row.startsAt, row.timezone),
  endTime: toRfc3339(row.endsAt, row.timezone),
  timezone: row.timezone,
  status: row.status,
  price: row.price,
  currency: row.currency,
  customer: {
    name: row.customer.name,
    email: row.customer.email,
    phone: row.customer.phone,
    locale: row.customer.locale,
  },
  notes: row.notes,
  source: row.source,
  answers: answersOf(row.answers),
  series: seriesOf(row),
  replaces: row.replacesId,
  replacedBy: row.replacedById,
  links: linksOf(row, publicUrl),
});

export type AppointmentData = ReturnType<typeof appointmentData>;

/** Data of an event about a change. `before` null = the appointment is new. */
export const appointmentChange = (
  by: By,
  { before, after, publicUrl }: { before: Appointment | null; after: Appointment; publicUrl: string },
) => {
  const data = appointmentData(after, publicUrl);
  return {
    tenantId: by.tenantId,
    ...data,
    ...(before && { previous: previousOf(appointmentData(before, publicUrl), data) }),
    actor: by.actor,
    cause: by.cause,
  };
};

export type Answer = { question: string; answer: string };

const answersOf = (stored: unknown): Answer[] => (Array.isArray(stored) ? stored.filter(isAnswer) : []);

const isAnswer = (value: unknown): value is Answer =>
  typeof value === "object" &&
  value !== null &&
  "question" in value &&
  typeof value.question === "string" &&
  "answer" in value &&
  typeof value.answer === "string";

const seriesOf = ({ seriesId, seriesIndex, seriesCount }: Appointment) =>
  seriesId !== null && seriesIndex !== null && seriesCount !== null
    ? { id: seriesId, index: seriesIndex, count: seriesCount }
    : null;

/** Address of the page on which a customer moves or cancels an appointment. Its last part is a secret. */
export const manageUrl = (publicUrl: string, { linkKey }: Pick<Appointment, "linkKey">): string =>
  `${publicUrl}/demo/book/manage/${linkKey}`;

/** Null for a booking page without TLS: Bellhop takes links with https only. */
const linksOf = (row: Appointment, publicUrl: string) => {
  if (!publicUrl.startsWith("https://")) return null;
  const manage = manageUrl(publicUrl, row);
  return { manage, cancel: `${manage}#cancel`, reschedule: `${manage}#move` };
};
