import { appointmentData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";

export const appointmentCreated = defineEventType({
  name: "appointment.created",
  family: "appointment",
  description: "A customer or your team books an appointment.",
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
    price: 4500,
    currency: "EUR",
    customer: { name: "Ada Brandt", email: "ada.brandt@example.com", phone: "+49 30 5550123" },
  },
});
