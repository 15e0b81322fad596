import { serviceData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const serviceCreated = defineEventType({
  name: "service.created",
  family: "service",
  description: "You add a service that customers can book.",
  data: serviceData,
  sample: {
    serviceId: "svc_haircut",
    name: "Haircut",
    description: "Wash, cut and blow-dry",
    durationMinutes: 45,
    price: 4500,
    currency: "EUR",
    active: true,
  },
});
