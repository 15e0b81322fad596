import { appointmentData, byStaff, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { changedFields, previousTimes } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentChanged = defineEventType({
  name: "appointment.changed",
  family: "appointment",
  title: "Appointment changed",
  description: "Anything about an appointment changes: booked, moved, canceled or edited. The name Acuity uses.",
  german: {
    title: "Termin geändert",
    description:
      "Irgendetwas an einem Termin ändert sich: gebucht, verschoben, storniert oder bearbeitet. So heißt es bei Acuity.",
    details:
      "Für Programme, die für Acuity geschrieben wurden und den Termin nach jeder Änderung abrufen. Bellhop bildet dieses Ereignis aus jedem anderen Ereignis zum Termin, mit denselben Daten, wenn ein Webhook es unter diesem Namen verlangt. Ein Buchungssystem, das appointment.updated nicht kennt, darf es für eine Bearbeitung senden.",
    sentWhen: [
      "Ein anderes Ereignis zum Termin trifft ein, und ein Webhook hat appointment.changed abonniert.",
      "Das Buchungssystem sendet es selbst, für eine Bearbeitung, die es nicht unterscheiden kann.",
    ],
    notSentWhen: [
      "Ein Webhook empfängt mit * oder appointment.*: Das steht für das, was das Buchungssystem gesendet hat.",
      "Eine Zahlung zum Termin ändert sich: Das ist ein Ereignis der Zahlung.",
    ],
  },
  details:
    "For programs that were written for Acuity, and fetch the appointment after any change. Bellhop makes this event from every other event about the appointment, with the same data, if a webhook asks for it by this name. A booking system that does not know appointment.updated may send it for an edit.",
  sentWhen: [
    "Any other appointment event arrives, and a webhook is subscribed to appointment.changed.",
    "The booking system itself sends it, for an edit that it cannot tell apart.",
  ],
  notSentWhen: [
    "A webhook listens with * or appointment.*: these stand for what the booking system sent.",
    "A payment of the appointment changes: that is an event of the payment.",
  ],
  data: appointmentData.extend({ ...previousTimes, changedFields }),
  sample: {
    ...sampleAppointment,
    serviceId: "svc_color",
    endTime: "2026-03-14T11:30:00+01:00",
    sequence: 2,
    previous: { serviceId: "svc_haircut", endTime: "2026-03-14T10:45:00+01:00" },
    actor: byStaff,
    cause: "staff",
    changedFields: ["serviceId", "endTime"],
  },
  derivedFrom: "family",
});
