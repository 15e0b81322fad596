import { z } from "zod";
import { findEventType, isOperationalEvent } from "#domain/event-types/catalog.ts";

const objectSchema = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
const nullable = z.looseObject({ anyOf: z.array(z.unknown()) });

/**
 * Says in JSON Schema what version 2026-11-01 makes of the data of an event: no `previous`, and an appointment has its old times beside
 * the new ones. Null where both versions are equal, as for types of the platform.
 */
export const olderDataSchema = (type: string, schema: Record<string, unknown>): Record<string, unknown> | null => {
  const parsed = objectSchema.safeParse(schema);
  const isVersioned = findEventType(type) !== undefined && !isOperationalEvent(type);
  if (!parsed.success || !("previous" in parsed.data.properties) || !isVersioned) return null;
  const { previous, ...rest } = parsed.data.properties;
  const isAppointment = findEventType(type)?.family === "appointment";
  const { startTime, endTime } = fieldsOf(previous);
  const times = isAppointment && startTime && endTime ? { previousStartTime: startTime, previousEndTime: endTime } : {};
  return { ...schema, properties: { ...rest, ...times } };
};

const fieldsOf = (previous: unknown): Record<string, unknown> => {
  const branches = nullable.safeParse(previous);
  const candidates = branches.success ? branches.data.anyOf : [previous];
  for (const candidate of candidates) {
    const parsed = objectSchema.safeParse(candidate);
    if (parsed.success) return parsed.data.properties;
  }
  return {};
};
