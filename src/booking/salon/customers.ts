import { z } from "zod";
import { OPEN } from "#booking/appointments/appointment.ts";
import { BookingError, notFound } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { Booking, Transaction } from "#booking/create-booking.ts";
import { newId } from "#booking/new-id.ts";
import { parseInput } from "#booking/parse-input.ts";
import { previousOf } from "#booking/previous-of.ts";
import { customerCreated, customerDeleted, customerUpdated } from "#client/index.ts";
import type { Customer } from "#generated/booking/client.ts";

export const customerInput = z.object({
  name: z.string().trim().min(1, "enter a name").max(100, "use at most 100 characters"),
  email: z.string().trim().toLowerCase().max(200, "use at most 200 characters").pipe(z.email("enter an email address")),
  phone: z.string().trim().max(40, "use at most 40 characters").nullish(),
  locale: z.string().max(35).nullish(),
});

export type CustomerInput = z.input<typeof customerInput>;

const customerData = ({ id, name, email, phone, locale }: Customer) => ({ customerId: id, name, email, phone, locale });

/** Refuses a second customer with the same email. */
export const createCustomer = async (booking: Booking, by: By, given: CustomerInput): Promise<Customer> => {
  const input = parseInput(customerInput, given);
  return booking.transaction(async (transaction) => {
    await lockEmail(transaction, by, input.email);
    if (await findByEmail(transaction, by, input.email)) throw emailTaken(input.email);
    return addCustomer(transaction, by, input);
  });
};

/** Returns the customer with this email, else adds one. A known customer keeps name, phone and locale. */
export const findOrAddCustomer = async (
  transaction: Transaction,
  by: By,
  input: z.output<typeof customerInput>,
): Promise<Customer> => {
  await lockEmail(transaction, by, input.email);
  return (await findByEmail(transaction, by, input.email)) ?? addCustomer(transaction, by, input);
};

/** Lets two bookings with one email take turns: the second one finds the customer of the first, and none is being deleted. */
const lockEmail = async ({ db }: Transaction, { tenantId }: By, email: string) => {
  await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${tenantId} ${email}`}, 0))::text`;
  await db.$queryRaw`
    SELECT FROM booking.customer WHERE tenant_id = ${tenantId} AND email = ${email} AND deleted_at IS NULL FOR SHARE`;
};

const findByEmail = ({ db }: Transaction, { tenantId }: By, email: string) =>
  db.customer.findFirst({ where: { tenantId, email, deletedAt: null } });

const addCustomer = async ({ db, emit }: Transaction, by: By, values: z.output<typeof customerInput>) => {
  const created = await db.customer.create({ data: { ...values, tenantId: by.tenantId, id: newId("cus") } });
  emit(customerCreated({ ...customerData(created), tenantId: by.tenantId, actor: by.actor, cause: by.cause }));
  return created;
};

/** Fields left out stay as they are. */
export const updateCustomer = (
  booking: Booking,
  by: By,
  { id, ...given }: { id: string } & Partial<CustomerInput>,
): Promise<Customer> => {
  const changes = parseInput(customerInput.partial(), given);
  return booking.transaction(async (transaction) => {
    const { db, emit } = transaction;
    if (changes.email !== undefined) await lockEmail(transaction, by, changes.email);
    const before = await lockCustomer(transaction, by, id);
    const taken = changes.email === undefined ? null : await findByEmail(transaction, by, changes.email);
    if (taken && taken.id !== id) throw emailTaken(taken.email);
    const after = await db.customer.update({ where: { tenantId_id: { tenantId: by.tenantId, id } }, data: changes });
    const [old, data] = [customerData(before), customerData(after)];
    const previous = previousOf(old, data);
    if (Object.keys(previous).length > 0) {
      emit(customerUpdated({ ...data, tenantId: by.tenantId, previous, actor: by.actor, cause: by.cause }));
    }
    return after;
  });
};

/** Refuses while appointments of the customer are open. */
export const deleteCustomer = (booking: Booking, by: By, { id }: { id: string }): Promise<void> =>
  booking.transaction(async (transaction) => {
    const { db, emit } = transaction;
    const { tenantId, actor, cause } = by;
    const customer = await lockCustomer(transaction, by, id);
    const open = await db.appointment.count({ where: { tenantId, customerId: id, status: { in: [...OPEN] } } });
    if (open > 0) {
      throw new BookingError("not_possible", `${customer.name} has ${open} open appointments. Cancel these first.`);
    }
    const deletedAt = booking.clock();
    await db.customer.update({ where: { tenantId_id: { tenantId, id } }, data: { deletedAt } });
    emit(customerDeleted({ ...customerData(customer), tenantId, actor, cause, deletedAt: deletedAt.toISOString() }));
  });

const lockCustomer = async ({ db }: Transaction, { tenantId }: By, id: string): Promise<Customer> => {
  await db.$queryRaw`SELECT FROM booking.customer WHERE tenant_id = ${tenantId} AND id = ${id} FOR UPDATE`;
  const found = await db.customer.findUnique({ where: { tenantId_id: { tenantId, id }, deletedAt: null } });
  if (!found) throw notFound("customer", id);
  return found;
};

const emailTaken = (email: string) => new BookingError("invalid", `email: another customer has ${email}.`);
