import { notFound } from "#booking/booking-error.ts";
import type { Prisma } from "#generated/booking/client.ts";

export const appointmentParts = { service: true, staff: true, customer: true } as const;

export type Appointment = Prisma.AppointmentGetPayload<{ include: typeof appointmentParts }>;

/** `awaiting_time`: the salon asked the customer for another time, and the old one is free again. */
export type AppointmentStatus = "pending" | "confirmed" | "awaiting_time" | "canceled" | "completed" | "no_show";

/** Statuses that take the time of a staff member. The exclusion constraint lists the same ones. */
export const TAKES_TIME: readonly AppointmentStatus[] = ["pending", "confirmed", "completed"];

/** Statuses before an end. */
export const OPEN: readonly AppointmentStatus[] = ["pending", "confirmed", "awaiting_time"];

export type AppointmentKey = { tenantId: string; id: string };

type Db = Pick<Prisma.TransactionClient, "appointment" | "$queryRaw">;

export const readAppointment = async (db: Pick<Db, "appointment">, { tenantId, id }: AppointmentKey) => {
  const found = await db.appointment.findUnique({
    where: { tenantId_id: { tenantId, id } },
    include: appointmentParts,
  });
  if (!found) throw notFound("appointment", id);
  return found;
};

/** Reads an appointment that no other transaction changes until this one ends. */
export const lockAppointment = async (db: Db, { tenantId, id }: AppointmentKey): Promise<Appointment> => {
  await db.$queryRaw`SELECT FROM booking.appointment WHERE tenant_id = ${tenantId} AND id = ${id} FOR NO KEY UPDATE`;
  return readAppointment(db, { tenantId, id });
};

/** Base64url of 24 bytes. */
const LINK_KEY = /^[\w-]{32}$/;

/** Finds the appointment of a manage link. Null = the link is wrong. */
export const findByLink = async (
  db: Pick<Db, "appointment">,
  { tenantId, linkKey }: { tenantId: string; linkKey: string },
): Promise<Appointment | null> =>
  LINK_KEY.test(linkKey)
    ? db.appointment.findUnique({ where: { linkKey, tenantId }, include: appointmentParts })
    : null;
