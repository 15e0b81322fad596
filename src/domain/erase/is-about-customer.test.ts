import { expect, it } from "vitest";
import { isAboutCustomer } from "#domain/erase/is-about-customer.ts";

const body = (data: unknown) => new TextEncoder().encode(JSON.stringify({ id: "evt_1", data }));

it.each([
  { customerId: "17" },
  { customer_id: "17" },
  { customerId: 17 },
  { customer: { id: "17", name: "Ada" } },
  { customers: [{ id: "4" }, { id: "17" }] },
  { booking: { seats: [{ customer: { id: "17" } }] } },
])("%j is about customer 17", (data) => expect(isAboutCustomer(body(data), "17")).toBe(true));

it.each([
  {},
  { customerId: "171" },
  { customerId: null },
  { staffId: "17", serviceId: "17", appointmentId: "17", price: 17 },
  { customer: { name: "17", phone: "17" } },
  { customer: { favourite: { id: "17" } } },
  { notes: '{"customerId":"17"}' },
])("%j is not about customer 17", (data) => expect(isAboutCustomer(body(data), "17")).toBe(false));
