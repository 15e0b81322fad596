export type Staff = { staffId: string; name: string };
export type Service = { serviceId: string; minutes: number; price: number };
export type Customer = { customerId: string; name: string; email: string; phone: string };

export const CURRENCY = "EUR";
export const LOCATION_ID = "loc_mitte";

/** Staff of the made-up salon. */
export const STAFF: readonly Staff[] = [
  { staffId: "stf_maria", name: "Maria Lenz" },
  { staffId: "stf_jonas", name: "Jonas Weber" },
  { staffId: "stf_amara", name: "Amara Diallo" },
  { staffId: "stf_leo", name: "Leo Fischer" },
];

/** Prices in cents. */
export const SERVICES: readonly Service[] = [
  { serviceId: "svc_fringe", minutes: 15, price: 1200 },
  { serviceId: "svc_beard", minutes: 30, price: 2400 },
  { serviceId: "svc_haircut", minutes: 45, price: 4500 },
  { serviceId: "svc_blowdry", minutes: 60, price: 3900 },
  { serviceId: "svc_color", minutes: 90, price: 8900 },
  { serviceId: "svc_highlights", minutes: 120, price: 12900 },
];

/** Customers with reserved addresses and numbers: no message reaches a real person. */
export const CUSTOMERS: readonly Customer[] = [
  ["cus_ada", "Ada Brandt", "+49 30 23125 101"],
  ["cus_bruno", "Bruno Keller", "+49 30 23125 102"],
  ["cus_chidi", "Chidi Okafor", "+49 30 23125 103"],
  ["cus_daria", "Daria Novak", "+49 30 23125 104"],
  ["cus_emil", "Emil Sørensen", "+49 30 23125 105"],
  ["cus_fatma", "Fatma Yıldız", "+49 30 23125 106"],
  ["cus_gabriel", "Gabriel Costa", "+49 30 23125 107"],
  ["cus_hana", "Hana Tanaka", "+49 30 23125 108"],
  ["cus_ines", "Inês Duarte", "+49 30 23125 109"],
  ["cus_jamal", "Jamal Reed", "+49 30 23125 110"],
  ["cus_kira", "Kira Lindqvist", "+49 30 23125 111"],
  ["cus_luca", "Luca Moretti", "+49 30 23125 112"],
].map(([customerId = "", name = "", phone = ""]) => ({
  customerId,
  name,
  email: `${customerId.replace("cus_", "")}@example.com`,
  phone,
}));

/** Opening hours in minutes since midnight, and the grid of times. */
export const OPENS_AT = 9 * 60;
export const CLOSES_AT = 18 * 60;
export const STEP_MINUTES = 15;
/** Monday to Saturday. */
export const DAYS = 6;

const findIn = <Item>(items: readonly Item[], isWanted: (item: Item) => boolean, what: string): Item => {
  const found = items.find(isWanted);
  if (!found) throw new Error(`the salon has no ${what}`);
  return found;
};

export const staffOf = (id: string): Staff => findIn(STAFF, ({ staffId }) => staffId === id, `staff ${id}`);
export const serviceOf = (id: string): Service =>
  findIn(SERVICES, ({ serviceId }) => serviceId === id, `service ${id}`);
export const customerOf = (id: string): Customer =>
  findIn(CUSTOMERS, ({ customerId }) => customerId === id, `customer ${id}`);
