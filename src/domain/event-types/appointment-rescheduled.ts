import { appointmentData, byCustomer, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { previousTimes } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

export const appointmentRescheduled = defineEventType({
  name: "appointment.rescheduled",
  family: "appointment",
  title: "Appointment rescheduled",
  description: "An appointment moves to another time.",
  german: {
    title: "Termin verschoben",
    description: "Ein Termin bekommt eine andere Zeit.",
    details:
      "Der Termin behält seine ID, und startTime und endTime sind die neuen. Die alten Zeiten stehen in previous. Niemand hat storniert, also sind keine Erstattung und keine Absage fällig.",
    sentWhen: [
      "Ein Kunde wählt eine andere Zeit, über den Link in einer E-Mail oder in Ihrer App.",
      "Ihr Team zieht den Termin auf eine andere Zeit. Übernimmt ihn zugleich eine andere Person, enthält previous auch die alte staffId.",
    ],
    notSentWhen: [
      "Nur die Person oder der Raum ändert sich: Das ist appointment.reassigned.",
      "Der alte Termin wird storniert und ein neuer gebucht: Das sind appointment.canceled und appointment.created, verbunden durch replaces und replacedBy.",
    ],
  },
  details:
    "The appointment keeps its id, and its startTime and endTime are the new ones. The old times stand in previous. Nobody canceled anything, so refunds and cancellation emails are not due.",
  sentWhen: [
    "A customer picks another time by the link in an email, or in your app.",
    "Your team drags the appointment to another time. If another person takes it over as well, previous also has the old staffId.",
  ],
  notSentWhen: [
    "Only the person or the room changes: that is appointment.reassigned.",
    "The old appointment is called off and a new one is booked: that is appointment.canceled and appointment.created, linked by replaces and replacedBy.",
  ],
  data: appointmentData.extend({ startTime: instant, ...previousTimes }),
  sample: {
    ...sampleAppointment,
    startTime: "2026-03-16T15:30:00+01:00",
    endTime: "2026-03-16T16:15:00+01:00",
    sequence: 2,
    previous: { startTime: "2026-03-14T10:00:00+01:00", endTime: "2026-03-14T10:45:00+01:00" },
    actor: byCustomer,
    cause: "customer_link",
  },
});
