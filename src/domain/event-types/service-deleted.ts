import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { sampleService, serviceData } from "#domain/event-types/service-data.ts";
import { byOwner } from "#domain/event-types/staff-data.ts";
import { instant } from "#domain/instant.schema.ts";

export const serviceDeleted = defineEventType({
  name: "service.deleted",
  family: "service",
  title: "Service deleted",
  description: "You remove a service from your list.",
  german: {
    title: "Leistung gelöscht",
    description: "Sie nehmen eine Leistung aus Ihrer Liste.",
    details:
      "Die Daten enthalten die Leistung, wie sie zuletzt war. Sie ist nicht mehr buchbar; bestehende Termine bleiben.",
    sentWhen: ["Ihr Team entfernt die Leistung."],
    notSentWhen: ["Eine Leistung wird nur ausgeschaltet: Das ist service.updated mit active false."],
  },
  details: "The data hold the service as it was last. Nobody can book it any more; appointments that exist stay.",
  sentWhen: ["Your team removes the service."],
  notSentWhen: ["A service is only switched off: that is service.updated with active false."],
  data: serviceData.extend({ deletedAt: instant.nullish() }),
  sample: {
    ...sampleService,
    active: false,
    sequence: 3,
    actor: byOwner,
    cause: "staff",
    deletedAt: "2026-04-01T18:00:12+02:00",
  },
});
