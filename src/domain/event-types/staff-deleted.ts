import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { byOwner, sampleStaff, staffData } from "#domain/event-types/staff-data.ts";
import { instant } from "#domain/instant.schema.ts";

export const staffDeleted = defineEventType({
  name: "staff.deleted",
  family: "staff",
  title: "Staff deleted",
  description: "A person leaves your team.",
  german: {
    title: "Mitarbeiter gelöscht",
    description: "Eine Person verlässt Ihr Team.",
    details:
      "Die Daten enthalten die Person, wie sie zuletzt war. Ihre offenen Termine senden eigene Ereignisse, wenn sie verlegt werden.",
    sentWhen: ["Ihr Team entfernt die Person."],
    notSentWhen: ["Eine Person nimmt nur eine Zeit lang keine Buchungen an: Das ist staff.updated mit active false."],
  },
  details:
    "The data hold the person as they were last. Their open appointments send events of their own when they move.",
  sentWhen: ["Your team removes the person."],
  notSentWhen: ["A person only takes no bookings for a while: that is staff.updated with active false."],
  data: staffData.extend({ deletedAt: instant.nullish() }),
  sample: {
    ...sampleStaff,
    active: false,
    sequence: 3,
    actor: byOwner,
    cause: "staff",
    deletedAt: "2026-04-01T18:00:12+02:00",
  },
});
