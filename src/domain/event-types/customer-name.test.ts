import { expect, it } from "vitest";
import { customerNameOf } from "#domain/event-types/customer-name.ts";

it("an event names the customer in its data; an event of a customer is about that customer", () => {
  expect(customerNameOf("appointment.created", { customer: { name: " Ada Lovelace " } })).toBe("Ada Lovelace");
  expect(customerNameOf("customer.updated", { name: "Ada Lovelace" })).toBe("Ada Lovelace");
});

it("data without a name of text names no customer", () => {
  for (const data of [undefined, null, "Ada", {}, { name: "Haircut" }, { customer: null }, { customer: { name: 7 } }])
    expect(customerNameOf("appointment.created", data)).toBeNull();
  expect(customerNameOf("customer.updated", { name: " " })).toBeNull();
});
