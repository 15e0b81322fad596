import { appointmentData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

export const appointmentRescheduled = defineEventType({
  name: "appointment.rescheduled",
  family: "appointment",
  description: "An appointment moves to another time.",
  data: appointmentData.extend({
    startTime: instant,
    previousStartTime: instant.nullish(),
    previousEndTime: instant.nullish(),
  }),
  sample: {
    appointmentId: "apt_7Q4K2M",
    serviceId: "svc_haircut",
    customerId: "cus_3F9A1C",
    staffId: "stf_maria",
    startTime: "2026-03-16T15:30:00+01:00",
    endTime: "2026-03-16T16:15:00+01:00",
    previousStartTime: "2026-03-14T10:00:00+01:00",
    previousEndTime: "2026-03-14T10:45:00+01:00",
    timezone: "Europe/Berlin",
    status: "confirmed",
  },
});
