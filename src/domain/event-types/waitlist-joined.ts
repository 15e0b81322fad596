import { z } from "zod";
import { customer, lifecycleOf, resourceId, text, timezone } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { explainField } from "#domain/event-types/explain-field.ts";
import { instant } from "#domain/instant.schema.ts";

const fields = {
  serviceId: resourceId.nullish(),
  staffId: resourceId.nullish(),
  locationId: resourceId.nullish(),
  customerId: resourceId.nullish(),
  earliestTime: explainField(
    instant.nullish(),
    "Start of the time in which the customer can come",
    "Beginn der Zeit, in der der Kunde kommen kann",
  ),
  latestTime: explainField(
    instant.nullish(),
    "End of the time in which the customer can come",
    "Ende der Zeit, in der der Kunde kommen kann",
  ),
  timezone,
  customer,
  notes: text,
};

export const waitlistJoined = defineEventType({
  name: "waitlist.joined",
  family: "waitlist",
  title: "Waitlist joined",
  description: "A customer asks to be notified when a time becomes free.",
  german: {
    title: "Auf die Warteliste gesetzt",
    description: "Ein Kunde möchte benachrichtigt werden, wenn eine Zeit frei wird.",
    details: "Der Eintrag auf der Warteliste mit der Leistung und der Zeit, in der der Kunde kommen könnte.",
    sentWhen: [
      "Ein Kunde kommt auf die Warteliste für einen Tag oder eine Leistung, die ausgebucht ist.",
      "Ihr Team setzt einen Kunden auf die Liste.",
    ],
    notSentWhen: ["Eine freie Zeit wird von der Liste gebucht: Das ist appointment.created."],
  },
  details: "The entry on the waiting list with the service, and the time in which the customer could come.",
  sentWhen: [
    "A customer joins the waiting list for a day or a service that is full.",
    "Your team adds a customer to the list.",
  ],
  notSentWhen: ["A free time is booked from the list: that is appointment.created."],
  data: z.looseObject({ waitlistId: resourceId, ...fields, joinedAt: instant.nullish(), ...lifecycleOf(fields) }),
  sample: {
    waitlistId: "wtl_4J6R1P",
    serviceId: "svc_haircut",
    staffId: "stf_maria",
    customerId: "cus_3F9A1C",
    earliestTime: "2026-03-14T09:00:00+01:00",
    latestTime: "2026-03-14T18:00:00+01:00",
    timezone: "Europe/Berlin",
    customer: { name: "Ada Brandt", email: "ada.brandt@example.com", phone: "+49 30 5550123", locale: "de-DE" },
    joinedAt: "2026-03-11T12:30:00+01:00",
    sequence: 1,
    actor: { kind: "customer", id: "cus_3F9A1C", name: "Ada Brandt" },
    cause: "customer_portal",
  },
});
