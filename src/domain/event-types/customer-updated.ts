import { customerData, sampleCustomer } from "#domain/event-types/customer-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const customerUpdated = defineEventType({
  name: "customer.updated",
  family: "customer",
  title: "Customer updated",
  description: "A customer's details change: name, email, phone, language or notes.",
  german: {
    title: "Kunde geändert",
    description: "Die Angaben zu einem Kunden ändern sich: Name, E-Mail, Telefon, Sprache oder Notizen.",
    details: "Der ganze Kunde, wie er jetzt ist, mit den alten Werten in previous.",
    sentWhen: ["Ein Kunde ändert seine Angaben.", "Ihr Team berichtigt sie."],
    notSentWhen: [
      "Ein Kunde bucht oder storniert: Das sind Ereignisse des Termins.",
      "Ein Kunde wird entfernt: Das ist customer.deleted.",
    ],
  },
  details: "The whole customer as they are now, with the old values in previous.",
  sentWhen: ["A customer changes their details.", "Your team corrects them."],
  notSentWhen: [
    "A customer books or cancels: those are events of the appointment.",
    "A customer is removed: that is customer.deleted.",
  ],
  data: customerData,
  sample: {
    ...sampleCustomer,
    phone: "+49 30 5550199",
    sequence: 2,
    previous: { phone: "+49 30 5550123" },
    actor: { kind: "customer", id: "cus_3F9A1C", name: "Ada Brandt" },
    cause: "customer_portal",
  },
});
