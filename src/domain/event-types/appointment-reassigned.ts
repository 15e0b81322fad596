import { appointmentData, byStaff, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentReassigned = defineEventType({
  name: "appointment.reassigned",
  family: "appointment",
  title: "Appointment reassigned",
  description: "Another person or room takes an appointment over, at the same time.",
  german: {
    title: "Termin neu zugewiesen",
    description: "Eine andere Person oder ein anderer Raum übernimmt den Termin, zur selben Zeit.",
    details:
      "Die Zeit bleibt. Die neue Person oder der neue Ort steht in staffId oder locationId, das Alte in previous.",
    sentWhen: [
      "Eine Kollegin ist krank, und jemand anderes übernimmt den Kunden.",
      "Der Termin zieht zur selben Zeit in einen anderen Raum oder an einen anderen Standort um.",
    ],
    notSentWhen: ["Auch die Zeit ändert sich: Das ist appointment.rescheduled, mit der alten staffId in previous."],
  },
  details: "The time stays. The new person or place stands in staffId or locationId, and the old one in previous.",
  sentWhen: [
    "A colleague is ill and someone else takes the customer.",
    "The appointment moves to another room or location at the same time.",
  ],
  notSentWhen: ["The time changes as well: that is appointment.rescheduled, with the old staffId in previous."],
  data: appointmentData,
  sample: {
    ...sampleAppointment,
    staffId: "stf_jonas",
    sequence: 3,
    previous: { staffId: "stf_maria" },
    actor: byStaff,
    cause: "staff",
  },
});
