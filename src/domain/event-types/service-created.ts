import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { sampleService, serviceData } from "#domain/event-types/service-data.ts";
import { byOwner } from "#domain/event-types/staff-data.ts";

export const serviceCreated = defineEventType({
  name: "service.created",
  family: "service",
  title: "Service created",
  description: "You add a service that customers can book.",
  german: {
    title: "Leistung angelegt",
    description: "Sie nehmen eine Leistung auf, die Kunden buchen können.",
    details: "Die ganze Leistung mit Dauer und Preis, für Shops und Kalender, die eine eigene Liste führen.",
    sentWhen: ["Ihr Team nimmt eine Leistung auf, oder ein Import bringt sie mit."],
    notSentWhen: [
      "Eine ausgeschaltete Leistung ist wieder buchbar: Das ist service.updated.",
      "Ein Kunde bucht die Leistung: Das ist appointment.created.",
    ],
  },
  details: "The whole service with its length and price, for shops and calendars that keep a list of their own.",
  sentWhen: ["Your team adds a service, or an import brings it."],
  notSentWhen: [
    "A service that was switched off can be booked again: that is service.updated.",
    "A customer books the service: that is appointment.created.",
  ],
  data: serviceData,
  sample: { ...sampleService, sequence: 1, actor: byOwner, cause: "staff" },
});
