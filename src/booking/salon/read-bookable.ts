import { BookingError, notFound } from "#booking/booking-error.ts";
import type { Prisma } from "#generated/booking/client.ts";

type Db = Pick<Prisma.TransactionClient, "salon" | "service" | "staff" | "$queryRaw">;

export const readSalon = async (db: Pick<Db, "salon">, tenantId: string) => {
  const salon = await db.salon.findUnique({ where: { tenantId } });
  if (!salon) throw notFound("salon", tenantId);
  return salon;
};

/**
 * Lets the bookings of one staff member take turns. Two that conflict in the exclusion constraint at the same moment would wait for
 * each other: PostgreSQL ends that as a deadlock.
 */
export const lockStaffTimes = (db: Pick<Db, "$queryRaw">, tenantId: string, staffId: string) =>
  db.$queryRaw`SELECT FROM booking.staff WHERE tenant_id = ${tenantId} AND id = ${staffId} FOR NO KEY UPDATE`;

/** Reads a service and a staff member that may be booked. Neither can be deleted until the transaction ends. */
export const readBookable = async (
  db: Db,
  tenantId: string,
  { serviceId, staffId }: { serviceId: string; staffId: string },
) => {
  await db.$queryRaw`SELECT FROM booking.service WHERE tenant_id = ${tenantId} AND id = ${serviceId} FOR SHARE`;
  await lockStaffTimes(db, tenantId, staffId);
  const salon = await readSalon(db, tenantId);
  const service = await db.service.findUnique({
    where: { tenantId_id: { tenantId, id: serviceId }, deletedAt: null },
  });
  if (!service) throw notFound("service", serviceId);
  const staff = await db.staff.findUnique({ where: { tenantId_id: { tenantId, id: staffId }, deletedAt: null } });
  if (!staff) throw notFound("staff member", staffId);
  for (const { name, isActive } of [service, staff]) {
    if (!isActive) throw new BookingError("not_possible", `${name} cannot be booked at present.`);
  }
  return { salon, service, staff };
};
