import { z } from "zod";
import { boundedList } from "#domain/bounded.schema.ts";
import {
  amount,
  count,
  currency,
  customer,
  LIST_MAX,
  lifecycleOf,
  resourceId,
  text,
} from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

const item = z.looseObject({ name: text, quantity: count.nullish(), price: amount });

const fields = {
  customerId: resourceId.nullish(),
  appointmentId: resourceId.nullish(),
  items: boundedList(item, LIST_MAX).nullish(),
  amount,
  currency,
  customer,
  status: text,
};

export const orderCompleted = defineEventType({
  name: "order.completed",
  family: "order",
  title: "Order completed",
  description: "A customer buys products, a voucher or a package.",
  german: {
    title: "Bestellung abgeschlossen",
    description: "Ein Kunde kauft Produkte, einen Gutschein oder ein Paket.",
    details: "Die ganze Bestellung mit ihren Posten. Die Zahlung der Bestellung ist ein eigenes Ereignis.",
    sentWhen: ["Eine Bestellung in Ihrem Shop oder an der Kasse wird abgeschlossen."],
    notSentWhen: [
      "Ein Warenkorb bleibt liegen.",
      "Ein Kunde bucht einen Termin, ohne etwas zu kaufen: Das ist appointment.created.",
    ],
  },
  details: "The whole order with its items. The payment of the order is an event of its own.",
  sentWhen: ["An order in your shop or at the counter is closed."],
  notSentWhen: [
    "A cart is left behind.",
    "A customer books an appointment without buying anything: that is appointment.created.",
  ],
  data: z.looseObject({
    orderId: resourceId,
    ...fields,
    completedAt: instant.nullish(),
    ...lifecycleOf(fields),
  }),
  sample: {
    orderId: "ord_9B3D7H",
    customerId: "cus_3F9A1C",
    items: [
      { name: "Shampoo", quantity: 1, price: 1400 },
      { name: "Gift voucher", quantity: 2, price: 5000 },
    ],
    amount: 11400,
    currency: "EUR",
    status: "completed",
    completedAt: "2026-03-14T10:52:40+01:00",
    sequence: 1,
    actor: { kind: "customer", id: "cus_3F9A1C", name: "Ada Brandt" },
  },
});
