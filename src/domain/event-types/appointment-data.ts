import { z } from "zod";
import {
  amount,
  answers,
  count,
  currency,
  customer,
  httpsLink,
  lifecycleOf,
  resourceId,
  text,
  timezone,
} from "#domain/event-types/data-fields.ts";
import { explainField } from "#domain/event-types/explain-field.ts";
import { instant } from "#domain/instant.schema.ts";

const fields = {
  serviceId: resourceId.nullish(),
  staffId: resourceId.nullish(),
  locationId: resourceId.nullish(),
  customerId: resourceId.nullish(),
  startTime: instant.nullish(),
  endTime: instant.nullish(),
  timezone,
  status: explainField(
    text,
    "Such as pending, confirmed, canceled, completed or no_show",
    "Etwa pending, confirmed, canceled, completed oder no_show",
  ),
  price: amount,
  currency,
  customer,
  notes: text,
  source: explainField(
    text,
    "Where it was booked, such as website, phone or import",
    "Wo gebucht wurde, etwa website, phone oder import",
  ),
};

/** The whole appointment as it is after the change: one shape for all events of the family. */
export const appointmentData = z.looseObject({
  appointmentId: resourceId,
  ...fields,
  ...lifecycleOf(fields),
  replaces: explainField(
    resourceId.nullish(),
    "ID of the appointment that this one replaces",
    "ID des Termins, den dieser ersetzt",
  ),
  replacedBy: explainField(
    resourceId.nullish(),
    "ID of the appointment that replaces this one",
    "ID des Termins, der diesen ersetzt",
  ),
  series: explainField(
    z
      .looseObject({
        id: resourceId,
        index: explainField(
          z.int("use a whole number").min(0),
          "Position of this appointment in the series",
          "Platz dieses Termins in der Serie",
        ),
        count: explainField(
          count.nullish(),
          "Appointments in the series; null when it has no end",
          "Termine der Serie; null, wenn sie kein Ende hat",
        ),
      })
      .nullish(),
    "The series of repeated appointments that it belongs to",
    "Serie wiederkehrender Termine, zu der er gehört",
  ),
  links: explainField(
    z.looseObject({ manage: httpsLink, cancel: httpsLink, reschedule: httpsLink, ics: httpsLink }).nullish(),
    "Pages for the customer, and the calendar file",
    "Seiten für den Kunden und die Kalenderdatei",
  ),
  answers: explainField(
    answers,
    "What the customer answered while booking",
    "Was der Kunde beim Buchen geantwortet hat",
  ),
});

type AppointmentSample = z.input<typeof appointmentData>;

/** One haircut, from which the samples of the family differ by what changed. */
export const sampleAppointment = {
  appointmentId: "apt_7Q4K2M",
  serviceId: "svc_haircut",
  staffId: "stf_maria",
  locationId: "loc_mitte",
  customerId: "cus_3F9A1C",
  startTime: "2026-03-14T10:00:00+01:00",
  endTime: "2026-03-14T10:45:00+01:00",
  timezone: "Europe/Berlin",
  status: "confirmed",
  price: 4500,
  currency: "EUR",
  customer: { name: "Ada Brandt", email: "ada.brandt@example.com", phone: "+49 30 5550123", locale: "de-DE" },
  notes: null,
  source: "website",
  links: {
    manage: "https://book.example.com/m/8fJ2",
    cancel: "https://book.example.com/m/8fJ2/cancel",
    reschedule: "https://book.example.com/m/8fJ2/move",
    ics: "https://book.example.com/m/8fJ2.ics",
  },
} satisfies AppointmentSample;

export const byCustomer = {
  kind: "customer",
  id: "cus_3F9A1C",
  name: "Ada Brandt",
} satisfies AppointmentSample["actor"];
export const byStaff = { kind: "staff", id: "stf_maria", name: "Maria Lenz" } satisfies AppointmentSample["actor"];
