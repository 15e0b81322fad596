import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { byOwner, sampleStaff, staffData } from "#domain/event-types/staff-data.ts";

export const staffUpdated = defineEventType({
  name: "staff.updated",
  family: "staff",
  title: "Staff updated",
  description: "Something about a person of your team changes: name, services, location or whether they take bookings.",
  german: {
    title: "Mitarbeiter geändert",
    description:
      "Etwas an einer Person Ihres Teams ändert sich: Name, Leistungen, Standort oder ob sie Buchungen annimmt.",
    details: "Die ganze Person, wie sie jetzt ist, mit den alten Werten in previous.",
    sentWhen: [
      "Ihr Team ändert Angaben, Leistungen oder Standort der Person.",
      "Eine Person wird für Buchungen aus- oder eingeschaltet.",
    ],
    notSentWhen: [
      "Ein Termin geht an eine andere Person: Das ist appointment.reassigned.",
      "Eine Person verlässt das Team: Das ist staff.deleted.",
    ],
  },
  details: "The whole person as they are now, with the old values in previous.",
  sentWhen: [
    "Your team changes the person's details, services or location.",
    "A person is switched off or on for bookings.",
  ],
  notSentWhen: [
    "An appointment goes to another person: that is appointment.reassigned.",
    "A person leaves the team: that is staff.deleted.",
  ],
  data: staffData,
  sample: {
    ...sampleStaff,
    serviceIds: ["svc_haircut", "svc_color", "svc_beard"],
    sequence: 2,
    previous: { serviceIds: ["svc_haircut", "svc_color"] },
    actor: byOwner,
    cause: "staff",
  },
});
