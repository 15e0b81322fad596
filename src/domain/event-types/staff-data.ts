import { z } from "zod";
import { boundedList } from "#domain/bounded.schema.ts";
import { LIST_MAX, lifecycleOf, resourceId, text } from "#domain/event-types/data-fields.ts";
import { explainField } from "#domain/event-types/explain-field.ts";

const fields = {
  name: text,
  email: text,
  phone: text,
  role: explainField(text, "Such as stylist or therapist", "Etwa stylist oder therapist"),
  locationId: resourceId.nullish(),
  serviceIds: explainField(
    boundedList(resourceId, LIST_MAX).nullish(),
    "Services that this person offers",
    "Leistungen, die diese Person anbietet",
  ),
  active: explainField(
    z.boolean().nullish(),
    "Whether customers can book with this person",
    "Ob Kunden bei dieser Person buchen können",
  ),
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
