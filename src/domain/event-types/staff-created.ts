import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { byOwner, sampleStaff, staffData } from "#domain/event-types/staff-data.ts";

export const staffCreated = defineEventType({
  name: "staff.created",
  family: "staff",
  title: "Staff created",
  description: "A person joins your team and can take appointments.",
  german: {
    title: "Mitarbeiter angelegt",
    description: "Eine Person kommt in Ihr Team und kann Termine übernehmen.",
    details: "Die Person mit den Leistungen, die sie anbietet, für Dienstpläne, Lohnabrechnung und Kalender.",
    sentWhen: ["Ihr Team nimmt eine Person auf, oder ein Import bringt sie mit."],
    notSentWhen: [
      "Jemand wird zum Dashboard eingeladen, der keine Termine übernimmt.",
      "Eine Person kommt aus einer Abwesenheit zurück: Das ist staff.updated.",
    ],
  },
  details: "The person with the services that they offer, for rosters, payroll and calendars.",
  sentWhen: ["Your team adds a person, or an import brings them."],
  notSentWhen: [
    "A user of the dashboard is invited, who takes no appointments.",
    "A person comes back from leave: that is staff.updated.",
  ],
  data: staffData,
  sample: { ...sampleStaff, sequence: 1, actor: byOwner, cause: "staff" },
});
