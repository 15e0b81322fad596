import { appointmentCanceled } from "#domain/event-types/appointment-canceled.ts";
import { appointmentChanged } from "#domain/event-types/appointment-changed.ts";
import { appointmentCreated } from "#domain/event-types/appointment-created.ts";
import { appointmentRescheduled } from "#domain/event-types/appointment-rescheduled.ts";
import { appointmentScheduled } from "#domain/event-types/appointment-scheduled.ts";
import type { EventFamily, EventType, OperationalFamily } from "#domain/event-types/define-event-type.ts";
import { deliveryFailed } from "#domain/event-types/delivery-failed.ts";
import { paymentCompleted } from "#domain/event-types/payment-completed.ts";
import { paymentFailed } from "#domain/event-types/payment-failed.ts";
import { serviceCreated } from "#domain/event-types/service-created.ts";
import { serviceUpdated } from "#domain/event-types/service-updated.ts";
import { webhookDisabled } from "#domain/event-types/webhook-disabled.ts";
import { webhookFailing } from "#domain/event-types/webhook-failing.ts";
import { webhookRecovered } from "#domain/event-types/webhook-recovered.ts";

/** Fixes the display order. */
export const eventTypes = [
  appointmentCreated,
  appointmentScheduled,
  appointmentRescheduled,
  appointmentCanceled,
  appointmentChanged,
  paymentCompleted,
  paymentFailed,
  serviceCreated,
  serviceUpdated,
  webhookFailing,
  webhookRecovered,
  webhookDisabled,
  deliveryFailed,
] as const satisfies readonly EventType[];

export type EventTypeName = (typeof eventTypes)[number]["name"];

export const eventTypeNames: readonly EventTypeName[] = eventTypes.map((type) => type.name);

const byName: ReadonlyMap<string, (typeof eventTypes)[number]> = new Map(eventTypes.map((type) => [type.name, type]));

export const isEventType = (name: string): name is EventTypeName => byName.has(name);

export const findEventType = (name: string): (typeof eventTypes)[number] | undefined => byName.get(name);

/** Lists the types derived from `name`: each one makes one more event, if some webhook subscribes to it. */
export const derivedTypesOf = (name: string): EventTypeName[] => derived.get(name) ?? [];

const derived: ReadonlyMap<string, EventTypeName[]> = new Map(
  eventTypes.map((source) => [
    source.name,
    eventTypes.filter((type) => type.derivedFrom.includes(source.name)).map((type) => type.name),
  ]),
);

/** Tells whether only the system makes events of this name. */
export const isOperationalEvent = (name: string): boolean => {
  const type = byName.get(name);
  return type !== undefined && isOperational(type.family);
};

const isOperational = (family: EventFamily): family is OperationalFamily =>
  family === "webhook" || family === "delivery";

/** Returns the key of `data` that names the event's subject. The body repeats it at the top. */
export const resourceIdKeyOf = ({ family }: EventType): "appointmentId" | "paymentId" | "serviceId" | "webhookId" =>
  isOperational(family) ? "webhookId" : `${family}Id`;
