import { appointmentData, byCustomer, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentScheduled = defineEventType({
  name: "appointment.scheduled",
  family: "appointment",
  title: "Appointment scheduled",
  description: "A new appointment is on your calendar: the same moment as “created”, under the name Acuity uses.",
  german: {
    title: "Termin angesetzt",
    description: "Ein neuer Termin steht im Kalender: derselbe Moment wie „gebucht“, unter dem Namen von Acuity.",
    details:
      "Für Programme, die für Acuity geschrieben wurden. Bellhop bildet dieses Ereignis aus appointment.created, mit denselben Daten, wenn ein Webhook es unter diesem Namen verlangt. Ein Webhook, der beide empfängt, hört von jeder Buchung zweimal.",
    sentWhen: ["Ein appointment.created trifft ein, und ein Webhook hat appointment.scheduled abonniert."],
    notSentWhen: [
      "Ein Webhook empfängt mit * oder appointment.*: Das steht für das, was das Buchungssystem gesendet hat.",
      "Ein Termin bekommt eine andere Zeit: Das ist appointment.rescheduled.",
    ],
  },
  details:
    "For programs that were written for Acuity. Bellhop makes this event from appointment.created, with the same data, if a webhook asks for it by this name. A webhook that listens to both hears of each booking twice.",
  sentWhen: ["An appointment.created arrives, and a webhook is subscribed to appointment.scheduled."],
  notSentWhen: [
    "A webhook listens with * or appointment.*: these stand for what the booking system sent.",
    "An appointment moves to another time: that is appointment.rescheduled.",
  ],
  data: appointmentData,
  sample: { ...sampleAppointment, sequence: 1, actor: byCustomer, cause: "customer_portal" },
  derivedFrom: ["appointment.created"],
  sendable: false,
});
