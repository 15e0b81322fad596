import type { ApiVersion } from "#domain/event-types/api-version.schema.ts";
import { findEventType, isOperationalEvent } from "#domain/event-types/catalog.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import type { Snapshot } from "./breaking-changes.ts";
import { fieldShapes, type Shapes } from "./field-shapes.ts";

/** Returns what the event catalogue says today, for each version. */
export const currentSnapshots = (): Record<ApiVersion, Snapshot> => {
  const newest = Object.fromEntries(listEventTypes().map(({ type, schema }) => [type, fieldShapes(schema)]));
  const older = Object.fromEntries(Object.entries(newest).map(([type, shapes]) => [type, inOldVersion(type, shapes)]));
  return { "2026-11-01": older, "2026-12-01": newest };
};

/** Says of schemas what `toFlatTimes` and `withoutPrevious` do to bodies. */
const inOldVersion = (type: string, shapes: Shapes): Shapes => {
  if (isOperationalEvent(type)) return shapes;
  const rest = Object.entries(shapes).filter(([path]) => path !== "previous" && !path.startsWith("previous."));
  const { "previous.startTime": start, "previous.endTime": end } = shapes;
  const isAppointment = findEventType(type)?.family === "appointment";
  return {
    ...Object.fromEntries(rest),
    ...(isAppointment && start && end ? { previousStartTime: start, previousEndTime: end } : {}),
  };
};
