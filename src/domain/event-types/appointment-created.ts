import { appointmentData, byCustomer, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentCreated = defineEventType({
  name: "appointment.created",
  family: "appointment",
  title: "Appointment created",
  description: "A customer or your team books an appointment.",
  german: {
    title: "Termin gebucht",
    description: "Ein Kunde oder Ihr Team bucht einen Termin.",
    details:
      "Das erste Ereignis jedes Termins, und das mit der Sequenz 1. Der Status sagt, ob die Buchung schon bestätigt oder noch eine Anfrage ist. Jeder Termin einer Serie hat sein eigenes Ereignis.",
    sentWhen: [
      "Ein Kunde bucht auf Ihrer Website, in Ihrer App oder über einen Link.",
      "Ihr Team trägt einen Termin ein, von Hand oder durch einen Import.",
      "Eine Serie wird gebucht: ein Ereignis für jeden Termin darin.",
    ],
    notSentWhen: [
      "Ein Termin bekommt eine andere Zeit: Das ist appointment.rescheduled.",
      "Ein Kunde kommt auf die Warteliste: Das ist waitlist.joined.",
    ],
  },
  details:
    "The first event of every appointment, and the one with sequence 1. The status says whether the booking is already confirmed or still a request. Each appointment of a series has its own event.",
  sentWhen: [
    "A customer books on your website, in your app or by a link.",
    "Your team enters an appointment, by hand or by import.",
    "A series is booked: one event for each appointment in it.",
  ],
  notSentWhen: [
    "An appointment moves to another time: that is appointment.rescheduled.",
    "A customer joins the waiting list: that is waitlist.joined.",
  ],
  data: appointmentData,
  sample: {
    ...sampleAppointment,
    sequence: 1,
    actor: byCustomer,
    cause: "customer_portal",
    answers: [{ question: "Is this your first visit?", answer: "Yes" }],
  },
});
