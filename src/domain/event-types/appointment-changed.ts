import { z } from "zod";
import { appointmentData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentChanged = defineEventType({
  name: "appointment.changed",
  family: "appointment",
  description: "Anything about an appointment changes: booked, moved, canceled or edited. The name Acuity uses.",
  data: appointmentData.extend({ changedFields: z.array(z.string()).nullish() }),
  sample: {
    appointmentId: "apt_7Q4K2M",
    serviceId: "svc_color",
    customerId: "cus_3F9A1C",
    staffId: "stf_maria",
    startTime: "2026-03-14T10:00:00+01:00",
    endTime: "2026-03-14T11:30:00+01:00",
    timezone: "Europe/Berlin",
    status: "confirmed",
    changedFields: ["serviceId", "endTime"],
  },
  derivedFrom: ["appointment.created", "appointment.rescheduled", "appointment.canceled"],
});
