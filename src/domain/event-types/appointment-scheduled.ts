import { appointmentData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentScheduled = defineEventType({
  name: "appointment.scheduled",
  family: "appointment",
  description: "A new appointment is on your calendar: the same moment as “created”, under the name Acuity uses.",
  data: appointmentData,
  sample: {
    appointmentId: "apt_7Q4K2M",
    serviceId: "svc_haircut",
    customerId: "cus_3F9A1C",
    staffId: "stf_maria",
    startTime: "2026-03-14T10:00:00+01:00",
    endTime: "2026-03-14T10:45:00+01:00",
    timezone: "Europe/Berlin",
    status: "confirmed",
  },
  derivedFrom: ["appointment.created"],
  sendable: false,
});
