import type { Booking } from "#booking/create-booking.ts";
import { readSalon } from "#booking/salon/read-bookable.ts";

const ROWS_MAX = 100;

/** Lists services and staff that customers can book, by name, at most 100 of each. */
export const listBookable = async ({ db }: Pick<Booking, "db">, tenantId: string) => {
  const where = { tenantId, isActive: true, deletedAt: null };
  const [salon, services, staff] = await Promise.all([
    readSalon(db, tenantId),
    db.service.findMany({ where, orderBy: { name: "asc" }, take: ROWS_MAX }),
    db.staff.findMany({ where, orderBy: { name: "asc" }, take: ROWS_MAX }),
  ]);
  return { salon, services, staff };
};
