import { z } from "zod";

/** Keeps German descriptions out of the JSON Schemas of REST: a registry of its own is read by the dashboard only. */
const german = z.registry<{ text: string }>();

/** Describes a field of an event in both languages of the dashboard. */
export const explainField = <Schema extends z.ZodType>(schema: Schema, english: string, inGerman: string): Schema => {
  const explained = schema.describe(english);
  german.add(explained, { text: inGerman });
  return explained;
};

export const germanDescription = (schema: z.core.$ZodType): string | undefined => german.get(schema)?.text;
