import { appointmentData, byStaff, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentNoShow = defineEventType({
  name: "appointment.no_show",
  family: "appointment",
  title: "Appointment no-show",
  description: "The customer did not come, and had not canceled.",
  german: {
    title: "Nicht erschienen",
    description: "Der Kunde kam nicht und hatte nicht abgesagt.",
    details:
      "Die Zeit ist ohne Besuch verstrichen. Nutzen Sie es, um eine Gebühr zu berechnen oder eine andere Zeit anzubieten.",
    sentWhen: ["Ihr Team markiert den Kunden als nicht erschienen, während des Termins oder danach."],
    notSentWhen: [
      "Der Kunde hat abgesagt, und sei es spät: Das ist appointment.canceled.",
      "Ihr Team nimmt die Markierung zurück: Das ist appointment.completed oder appointment.updated.",
    ],
  },
  details:
    "The time has passed without a visit. Use it to charge a fee, or to send a message that offers another time.",
  sentWhen: ["Your team marks the customer as absent, during the appointment or afterwards."],
  notSentWhen: [
    "The customer called the appointment off, even late: that is appointment.canceled.",
    "Your team takes the mark back: that is appointment.completed or appointment.updated.",
  ],
  data: appointmentData,
  sample: {
    ...sampleAppointment,
    status: "no_show",
    sequence: 4,
    previous: { status: "confirmed" },
    actor: byStaff,
    cause: "staff",
  },
});
