import { z } from "zod";
import { appointmentData, byCustomer, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { explainField } from "#domain/event-types/explain-field.ts";
import { instant } from "#domain/instant.schema.ts";

export const appointmentCanceled = defineEventType({
  name: "appointment.canceled",
  family: "appointment",
  title: "Appointment canceled",
  description: "An appointment is called off, by the customer or by your team.",
  german: {
    title: "Termin storniert",
    description: "Ein Termin wird abgesagt, vom Kunden oder von Ihrem Team.",
    details:
      "Die Zeit ist wieder frei. Die Ursache in cause sagt, ob der Kunde den Link in einer E-Mail genutzt hat, Ihr Team storniert hat oder eine Zahlung nicht rechtzeitig kam.",
    sentWhen: [
      "Ein Kunde storniert über den Link in einer E-Mail oder in Ihrer App.",
      "Ihr Team storniert, einen Termin oder jeden Termin einer Serie.",
      "Eine Buchung verfällt, weil ihre Zahlung nicht kam: cause ist payment_timeout.",
    ],
    notSentWhen: [
      "Der Termin bekommt eine andere Zeit: Das ist appointment.rescheduled.",
      "Der Kunde erscheint nicht: Das ist appointment.no_show.",
    ],
  },
  details:
    "The slot is free again. The cause tells whether the customer used the link in an email, your team canceled, or a payment did not come in time.",
  sentWhen: [
    "A customer cancels by the link in an email, or in your app.",
    "Your team cancels, for one appointment or for each appointment of a series.",
    "A booking runs out because its payment did not arrive: the cause is payment_timeout.",
  ],
  notSentWhen: [
    "The appointment moves to another time: that is appointment.rescheduled.",
    "The customer does not come: that is appointment.no_show.",
  ],
  data: appointmentData.extend({
    canceledAt: instant.nullish(),
    canceledBy: explainField(
      z.string().nullish(),
      "Such as customer or staff; actor says it in more detail",
      "Etwa customer oder staff; actor sagt es genauer",
    ),
    reason: z.string().nullish(),
  }),
  sample: {
    ...sampleAppointment,
    status: "canceled",
    sequence: 3,
    previous: { status: "confirmed" },
    actor: byCustomer,
    cause: "customer_link",
    canceledAt: "2026-03-13T09:12:41+01:00",
    canceledBy: "customer",
    reason: "Caught a cold",
  },
});
