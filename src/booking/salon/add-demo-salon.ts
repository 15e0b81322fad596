import type { Booking } from "#booking/create-booking.ts";

const SERVICES = [
  { id: "svc_haircut", name: "Haircut", description: "Wash, cut and blow-dry", durationMinutes: 45, price: 4_500 },
  { id: "svc_color", name: "Color", description: "Color and care, with a cut", durationMinutes: 90, price: 9_800 },
  {
    id: "svc_beard",
    name: "Beard trim",
    description: "Trim, shave and a warm towel",
    durationMinutes: 30,
    price: 2_400,
  },
];

const STAFF = [
  { id: "stf_maria", name: "Maria" },
  { id: "stf_jonas", name: "Jonas" },
  { id: "stf_noor", name: "Noor" },
];

/** Gives a salon its services and staff, as if it had had them before: no events. Safe to repeat, and keeps what was changed. */
export const addDemoSalon = async (
  { db }: Pick<Booking, "db">,
  { tenantId, name }: { tenantId: string; name: string },
): Promise<void> => {
  const salon = { tenantId, name, timezone: "Europe/Berlin", opensAt: "09:00", closesAt: "18:00" };
  await db.salon.createMany({ data: [salon], skipDuplicates: true });
  const services = SERVICES.map((service) => ({ ...service, tenantId, currency: "EUR" }));
  await db.service.createMany({ data: services, skipDuplicates: true });
  await db.staff.createMany({ data: STAFF.map((staff) => ({ ...staff, tenantId })), skipDuplicates: true });
};
