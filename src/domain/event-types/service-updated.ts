import { z } from "zod";
import { serviceData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const serviceUpdated = defineEventType({
  name: "service.updated",
  family: "service",
  description: "You change a service: its name, length, price or whether it can be booked.",
  data: serviceData.extend({ changedFields: z.array(z.string()).nullish() }),
  sample: {
    serviceId: "svc_haircut",
    name: "Haircut",
    description: "Wash, cut and blow-dry",
    durationMinutes: 45,
    price: 4900,
    currency: "EUR",
    active: true,
    changedFields: ["price"],
  },
});
