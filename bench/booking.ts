/** Event of one booking. It differs from the catalogue's sample, so that figures of several versions compare. */
export const booking = {
  event: "appointment.created",
  data: {
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
};
