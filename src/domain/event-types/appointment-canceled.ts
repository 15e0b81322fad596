import { z } from "zod";
import { appointmentData, byCustomer, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

export const appointmentCanceled = defineEventType({
  name: "appointment.canceled",
  family: "appointment",
  title: "Appointment canceled",
  description: "An appointment is called off, by the customer or by your team.",
  german: {
    title: "Termin storniert",
    description: "Ein Termin wird abgesagt, vom Kunden oder von Ihrem Team.",
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
    canceledBy: z.string().nullish().describe("Such as customer or staff; actor says it in more detail"),
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
