import { customerData, sampleCustomer } from "#domain/event-types/customer-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const customerCreated = defineEventType({
  name: "customer.created",
  family: "customer",
  title: "Customer created",
  description: "A person becomes your customer.",
  german: {
    title: "Kunde angelegt",
    description: "Eine Person wird Ihr Kunde.",
    details:
      "Kommt vor der ersten Buchung dieses Kunden oder durch einen Import. Die Daten enthalten, worüber Sie den Kunden erreichen dürfen.",
    sentWhen: [
      "Eine Person bucht zum ersten Mal oder legt ein Konto an.",
      "Ihr Team legt einen Kunden an, oder ein Import bringt ihn mit.",
    ],
    notSentWhen: [
      "Ein bekannter Kunde bucht wieder: Das ist appointment.created.",
      "Zwei Einträge einer Person werden zusammengelegt: Das sind customer.updated für den einen und customer.deleted für den anderen.",
    ],
  },
  details:
    "Comes before the first booking of this customer, or with an import. The data hold what you may contact them by.",
  sentWhen: [
    "A person books for the first time, or makes an account.",
    "Your team adds a customer, or an import brings them.",
  ],
  notSentWhen: [
    "A known customer books again: that is appointment.created.",
    "Two entries of one person are joined: that is customer.updated for one and customer.deleted for the other.",
  ],
  data: customerData,
  sample: {
    ...sampleCustomer,
    sequence: 1,
    actor: { kind: "customer", id: "cus_3F9A1C", name: "Ada Brandt" },
    cause: "customer_portal",
  },
});
