import { z } from "zod";
import { OPEN } from "#booking/appointments/appointment.ts";
import { BookingError, notFound } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { Booking, Transaction } from "#booking/create-booking.ts";
import { newId } from "#booking/new-id.ts";
import { parseInput } from "#booking/parse-input.ts";
import { previousOf } from "#booking/previous-of.ts";
import { staffCreated, staffDeleted, staffUpdated } from "#client/index.ts";
import type { Staff } from "#generated/booking/client.ts";

const staffFields = z.object({
  name: z.string().trim().min(1).max(100),
  email: z.string().max(200).pipe(z.email()).nullable(),
  isActive: z.boolean(),
});

const staffInput = staffFields.extend({
  email: staffFields.shape.email.default(null),
  isActive: staffFields.shape.isActive.default(true),
});

const staffData = ({ id, name, email, isActive }: Staff) => ({ staffId: id, name, email, active: isActive });

export const createStaff = async (
  booking: Booking,
  { tenantId, actor, cause }: By,
  given: z.input<typeof staffInput>,
): Promise<Staff> => {
  const input = parseInput(staffInput, given);
  return booking.transaction(async ({ db, emit }) => {
    const created = await db.staff.create({ data: { ...input, tenantId, id: newId("stf") } });
    emit(staffCreated({ ...staffData(created), tenantId, actor, cause }));
    return created;
  });
};

/** Fields left out stay as they are. */
export const updateStaff = async (
  booking: Booking,
  by: By,
  { id, ...given }: { id: string } & Partial<z.input<typeof staffFields>>,
): Promise<Staff> => {
  const changes = parseInput(staffFields.partial(), given);
  return booking.transaction(async (transaction) => {
    const { tenantId, actor, cause } = by;
    const before = await lockStaff(transaction, by, id);
    const after = await transaction.db.staff.update({ where: { tenantId_id: { tenantId, id } }, data: changes });
    const data = staffData(after);
    const previous = previousOf(staffData(before), data);
    if (Object.keys(previous).length > 0) {
      transaction.emit(staffUpdated({ ...data, tenantId, previous, actor, cause }));
    }
    return after;
  });
};

/** Refuses while open appointments book the staff member. */
export const deleteStaff = (booking: Booking, by: By, { id }: { id: string }): Promise<void> =>
  booking.transaction(async (transaction) => {
    const { db, emit } = transaction;
    const { tenantId, actor, cause } = by;
    const staff = await lockStaff(transaction, by, id);
    const open = await db.appointment.count({ where: { tenantId, staffId: id, status: { in: [...OPEN] } } });
    if (open > 0) {
      throw new BookingError("not_possible", `${staff.name} has ${open} open appointments. Reassign these first.`);
    }
    const deletedAt = booking.clock();
    await db.staff.update({ where: { tenantId_id: { tenantId, id } }, data: { deletedAt } });
    emit(staffDeleted({ ...staffData(staff), tenantId, actor, cause, deletedAt: deletedAt.toISOString() }));
  });

const lockStaff = async ({ db }: Transaction, { tenantId }: By, id: string): Promise<Staff> => {
  await db.$queryRaw`SELECT FROM booking.staff WHERE tenant_id = ${tenantId} AND id = ${id} FOR UPDATE`;
  const found = await db.staff.findUnique({ where: { tenantId_id: { tenantId, id }, deletedAt: null } });
  if (!found) throw notFound("staff member", id);
  return found;
};
