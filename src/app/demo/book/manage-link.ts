import { type Appointment, findByLink } from "#booking/appointments/appointment.ts";
import { BookingError } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { DemoBooking } from "#server/demo/demo-booking.ts";

/** Throws `not_found` for a wrong link. */
export const manageKey = async ({ booking, salon }: DemoBooking, linkKey: string): Promise<Appointment> => {
  const found = await findByLink(booking.db, { tenantId: salon.tenantId, linkKey });
  if (!found) throw new BookingError("not_found", "This link belongs to no appointment.");
  return found;
};

/** The holder of the link acts as the customer. */
export const byCustomerOf = ({ tenantId, customer: { id, name } }: Appointment): By => ({
  tenantId,
  actor: { kind: "customer", id, name },
  cause: "customer_link",
});
