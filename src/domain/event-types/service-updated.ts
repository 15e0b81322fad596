import { changedFields } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { sampleService, serviceData } from "#domain/event-types/service-data.ts";
import { byOwner } from "#domain/event-types/staff-data.ts";

export const serviceUpdated = defineEventType({
  name: "service.updated",
  family: "service",
  title: "Service updated",
  description: "You change a service: its name, length, price or whether it can be booked.",
  german: {
    title: "Leistung geändert",
    description: "Sie ändern eine Leistung: Name, Dauer, Preis oder ob sie buchbar ist.",
    details:
      "Die ganze Leistung, wie sie jetzt ist, mit den alten Werten in previous. Gebuchte Termine behalten ihren Preis.",
    sentWhen: ["Ihr Team ändert ein Feld der Leistung.", "Eine Leistung wird aus- oder eingeschaltet."],
    notSentWhen: [
      "Eine Leistung wird ganz entfernt: Das ist service.deleted.",
      "Der Preis eines Termins ändert sich: Das ist appointment.updated.",
    ],
  },
  details: "The whole service as it is now, with the old values in previous. Booked appointments keep their own price.",
  sentWhen: ["Your team changes a field of the service.", "A service is switched off or on."],
  notSentWhen: [
    "A service is removed for good: that is service.deleted.",
    "The price of one appointment changes: that is appointment.updated.",
  ],
  data: serviceData.extend({ changedFields }),
  sample: {
    ...sampleService,
    price: 4900,
    sequence: 2,
    previous: { price: 4500 },
    actor: byOwner,
    cause: "staff",
    changedFields: ["price"],
  },
});
