import { appointmentData, byStaff, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentUpdated = defineEventType({
  name: "appointment.updated",
  family: "appointment",
  title: "Appointment updated",
  description: "Something else about an appointment changes: its service, price, notes or the customer's details.",
  german: {
    title: "Termin bearbeitet",
    description: "Etwas anderes an einem Termin ändert sich: Leistung, Preis, Notizen oder die Angaben zum Kunden.",
    details:
      "Für jede Bearbeitung ohne eigenes Ereignis. Namen und alte Werte der geänderten Felder stehen in previous.",
    sentWhen: [
      "Ihr Team ändert Leistung, Preis oder Notizen.",
      "Ein Kunde ändert auf der Seite der Buchung eine Antwort oder eine Telefonnummer.",
    ],
    notSentWhen: [
      "Zeit, Person, Raum oder Ausgang ändert sich: Dafür gibt es je ein eigenes Ereignis.",
      "Jemand speichert einen Termin, ohne ein Feld zu ändern.",
    ],
  },
  details:
    "For every edit that has no event of its own. The names and old values of the changed fields stand in previous.",
  sentWhen: [
    "Your team changes the service, the price or the notes.",
    "A customer changes an answer or a phone number on the page of the booking.",
  ],
  notSentWhen: [
    "The time, the person, the room or the outcome changes: each has an event of its own.",
    "Somebody saves an appointment without changing a field.",
  ],
  data: appointmentData,
  sample: {
    ...sampleAppointment,
    serviceId: "svc_color",
    price: 8900,
    notes: "Wants a lighter tone",
    sequence: 2,
    previous: { serviceId: "svc_haircut", price: 4500, notes: null },
    actor: byStaff,
    cause: "staff",
  },
});
