import { z } from "zod";
import { boundedList } from "#domain/bounded.schema.ts";
import { LIST_MAX, lifecycleOf, resourceId, text } from "#domain/event-types/data-fields.ts";

const fields = {
  name: text,
  email: text,
  phone: text,
  role: text.describe("Such as stylist or therapist"),
  locationId: resourceId.nullish(),
  serviceIds: boundedList(resourceId, LIST_MAX).nullish().describe("Services that this person offers"),
  active: z.boolean().nullish().describe("Whether customers can book with this person"),
};

/** The whole staff member as they are after the change. */
export const staffData = z.looseObject({ staffId: resourceId, ...fields, ...lifecycleOf(fields) });

export const sampleStaff = {
  staffId: "stf_maria",
  name: "Maria Lenz",
  email: "maria@salon.example.com",
  role: "Stylist",
  locationId: "loc_mitte",
  serviceIds: ["svc_haircut", "svc_color"],
  active: true,
} satisfies z.input<typeof staffData>;

export const byOwner = { kind: "staff", id: "stf_jonas", name: "Jonas Weber" } as const;
