import { z } from "zod";
import { OPEN } from "#booking/appointments/appointment.ts";
import { BookingError, notFound } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { Booking, Transaction } from "#booking/create-booking.ts";
import { newId } from "#booking/new-id.ts";
import { parseInput } from "#booking/parse-input.ts";
import { previousOf } from "#booking/previous-of.ts";
import { serviceCreated, serviceDeleted, serviceUpdated } from "#client/index.ts";
import type { Service } from "#generated/booking/client.ts";

const serviceFields = z.object({
  name: z.string().trim().min(1).max(100),
  description: z.string().max(1_000),
  durationMinutes: z.int().min(5).max(720),
  /** In the smallest unit of the currency. */
  price: z.int().min(0).max(10_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/, "use a three-letter code like EUR"),
  isActive: z.boolean(),
});

const serviceInput = serviceFields.extend({
  description: serviceFields.shape.description.default(""),
  isActive: serviceFields.shape.isActive.default(true),
});

const serviceData = ({ id, name, description, durationMinutes, price, currency, isActive }: Service) => ({
  serviceId: id,
  name,
  description,
  durationMinutes,
  price,
  currency,
  active: isActive,
});

export const createService = async (
  booking: Booking,
  { tenantId, actor, cause }: By,
  given: z.input<typeof serviceInput>,
): Promise<Service> => {
  const input = parseInput(serviceInput, given);
  return booking.transaction(async ({ db, emit }) => {
    const created = await db.service.create({ data: { ...input, tenantId, id: newId("svc") } });
    emit(serviceCreated({ ...serviceData(created), tenantId, actor, cause }));
    return created;
  });
};

/** Fields left out stay as they are. Booked appointments keep their price and length. */
export const updateService = async (
  booking: Booking,
  by: By,
  { id, ...given }: { id: string } & Partial<z.input<typeof serviceFields>>,
): Promise<Service> => {
  const changes = parseInput(serviceFields.partial(), given);
  return booking.transaction(async (transaction) => {
    const { tenantId, actor, cause } = by;
    const before = await lockService(transaction, by, id);
    const after = await transaction.db.service.update({ where: { tenantId_id: { tenantId, id } }, data: changes });
    const data = serviceData(after);
    const previous = previousOf(serviceData(before), data);
    if (Object.keys(previous).length > 0) {
      transaction.emit(serviceUpdated({ ...data, tenantId, previous, actor, cause }));
    }
    return after;
  });
};

/** Refuses while open appointments book the service. */
export const deleteService = (booking: Booking, by: By, { id }: { id: string }): Promise<void> =>
  booking.transaction(async (transaction) => {
    const { db, emit } = transaction;
    const { tenantId, actor, cause } = by;
    const service = await lockService(transaction, by, id);
    const open = await db.appointment.count({ where: { tenantId, serviceId: id, status: { in: [...OPEN] } } });
    if (open > 0) {
      throw new BookingError("not_possible", `${open} open appointments book ${service.name}. Switch it off instead.`);
    }
    const deletedAt = booking.clock();
    await db.service.update({ where: { tenantId_id: { tenantId, id } }, data: { deletedAt } });
    emit(serviceDeleted({ ...serviceData(service), tenantId, actor, cause, deletedAt: deletedAt.toISOString() }));
  });

const lockService = async ({ db }: Transaction, { tenantId }: By, id: string): Promise<Service> => {
  await db.$queryRaw`SELECT FROM booking.service WHERE tenant_id = ${tenantId} AND id = ${id} FOR UPDATE`;
  const found = await db.service.findUnique({ where: { tenantId_id: { tenantId, id }, deletedAt: null } });
  if (!found) throw notFound("service", id);
  return found;
};
