import { z } from "zod";
import type { Appointment } from "#booking/appointments/appointment.ts";
import { addAppointment, bookInput } from "#booking/appointments/book-appointment.ts";
import { checkTime } from "#booking/appointments/check-time.ts";
import type { By } from "#booking/by.ts";
import type { Booking } from "#booking/create-booking.ts";
import { newId } from "#booking/new-id.ts";
import { parseInput } from "#booking/parse-input.ts";
import { findOrAddCustomer } from "#booking/salon/customers.ts";
import { readBookable } from "#booking/salon/read-bookable.ts";
import { addDays, toInstant } from "#booking/wall-clock.ts";

const seriesInput = bookInput.omit({ payWithinMinutes: true, replaces: true }).extend({
  count: z.int().min(2).max(52),
  everyDays: z.int().min(1).max(90),
});

/**
 * Books the same time of day again and again, also across a change of the clock: one `appointment.created` for each, with its
 * place in `series`. All or none: one time that is taken refuses the series.
 */
export const bookSeries = async (
  booking: Booking,
  by: By,
  given: z.input<typeof seriesInput>,
): Promise<Appointment[]> => {
  const input = parseInput(seriesInput, given);
  return booking.transaction(async (transaction) => {
    const { service, staff, salon } = await readBookable(transaction.db, by.tenantId, input);
    const customer = await findOrAddCustomer(transaction, by, input.customer);
    const seriesId = newId("ser");
    const booked: Appointment[] = [];
    for (let index = 0; index < input.count; index++) {
      const startsAt = toInstant(addDays(input.startsAt, index * input.everyDays), salon.timezone);
      const endsAt = new Date(startsAt.getTime() + service.durationMinutes * 60_000);
      checkTime({ startsAt, endsAt }, { salon, by, now: booking.clock() });
      booked.push(
        await addAppointment(booking, transaction, by, {
          id: newId("apt"),
          serviceId: service.id,
          staffId: staff.id,
          customerId: customer.id,
          startsAt,
          endsAt,
          timezone: salon.timezone,
          status: input.isPending ? "pending" : "confirmed",
          price: service.price,
          currency: service.currency,
          notes: input.notes || null,
          answers: input.answers,
          source: input.source,
          seriesId,
          seriesIndex: index + 1,
          seriesCount: input.count,
        }),
      );
    }
    return booked;
  });
};
