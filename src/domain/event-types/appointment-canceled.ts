import { z } from "zod";
import { appointmentData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

export const appointmentCanceled = defineEventType({
  name: "appointment.canceled",
  family: "appointment",
  description: "An appointment is called off, by the customer or by your team.",
  data: appointmentData.extend({
    canceledAt: instant.nullish(),
    canceledBy: z.string().nullish().describe("Such as customer or staff"),
    reason: z.string().nullish(),
  }),
  sample: {
    appointmentId: "apt_7Q4K2M",
    serviceId: "svc_haircut",
    customerId: "cus_3F9A1C",
    startTime: "2026-03-16T15:30:00+01:00",
    canceledAt: "2026-03-15T09:12:41+01:00",
    canceledBy: "customer",
    reason: "Caught a cold",
    status: "canceled",
  },
});
