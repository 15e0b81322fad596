import { customerData } from "#domain/event-types/customer-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { byOwner } from "#domain/event-types/staff-data.ts";
import { instant } from "#domain/instant.schema.ts";

export const customerDeleted = defineEventType({
  name: "customer.deleted",
  family: "customer",
  title: "Customer deleted",
  description: "A customer is removed from your list.",
  german: {
    title: "Kunde gelöscht",
    description: "Ein Kunde wird aus Ihrer Liste entfernt.",
    details:
      "Löschen Sie, was Sie zu diesem Kunden aufbewahren. Dafür genügt die ID; ein Buchungssystem darf also Name, E-Mail und Telefon weglassen.",
    sentWhen: [
      "Ihr Team entfernt den Kunden, oder der Kunde bittet darum.",
      "Zwei Einträge einer Person werden zu einem zusammengelegt.",
    ],
    notSentWhen: ["Ein Kunde bekommt nur keinen Newsletter mehr: Das ist customer.updated."],
  },
  details:
    "Delete what you keep about this customer. The id is enough for that, so a booking system may leave out name, email and phone.",
  sentWhen: [
    "Your team removes the customer, or the customer asks for it.",
    "Two entries of one person are joined into one.",
  ],
  notSentWhen: ["A customer only stops getting newsletters: that is customer.updated."],
  data: customerData.extend({ deletedAt: instant.nullish() }),
  sample: {
    customerId: "cus_3F9A1C",
    sequence: 3,
    actor: byOwner,
    cause: "staff",
    deletedAt: "2026-04-01T18:00:12+02:00",
  },
});
