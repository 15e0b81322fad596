import { appointmentCanceled } from "#domain/event-types/appointment-canceled.ts";
import { appointmentChanged } from "#domain/event-types/appointment-changed.ts";
import { appointmentCompleted } from "#domain/event-types/appointment-completed.ts";
import { appointmentConfirmed } from "#domain/event-types/appointment-confirmed.ts";
import { appointmentCreated } from "#domain/event-types/appointment-created.ts";
import { appointmentNoShow } from "#domain/event-types/appointment-no-show.ts";
import { appointmentReassigned } from "#domain/event-types/appointment-reassigned.ts";
import { appointmentRescheduled } from "#domain/event-types/appointment-rescheduled.ts";
import { appointmentScheduled } from "#domain/event-types/appointment-scheduled.ts";
import { appointmentUpdated } from "#domain/event-types/appointment-updated.ts";
import { customerCreated } from "#domain/event-types/customer-created.ts";
import { customerDeleted } from "#domain/event-types/customer-deleted.ts";
import { customerUpdated } from "#domain/event-types/customer-updated.ts";
import type { EventType } from "#domain/event-types/define-event-type.ts";
import { deliveryFailed } from "#domain/event-types/delivery-failed.ts";
import { type EventFamily, isOperationalFamily } from "#domain/event-types/event-families.ts";
import { formSubmitted } from "#domain/event-types/form-submitted.ts";
import { orderCompleted } from "#domain/event-types/order-completed.ts";
import { paymentCompleted } from "#domain/event-types/payment-completed.ts";
import { paymentFailed } from "#domain/event-types/payment-failed.ts";
import { paymentRefunded } from "#domain/event-types/payment-refunded.ts";
import { serviceCreated } from "#domain/event-types/service-created.ts";
import { serviceDeleted } from "#domain/event-types/service-deleted.ts";
import { serviceUpdated } from "#domain/event-types/service-updated.ts";
import { staffCreated } from "#domain/event-types/staff-created.ts";
import { staffDeleted } from "#domain/event-types/staff-deleted.ts";
import { staffUpdated } from "#domain/event-types/staff-updated.ts";
import { waitlistJoined } from "#domain/event-types/waitlist-joined.ts";
import { webhookDisabled } from "#domain/event-types/webhook-disabled.ts";
import { webhookFailing } from "#domain/event-types/webhook-failing.ts";
import { webhookRecovered } from "#domain/event-types/webhook-recovered.ts";

/** Fixes the display order. */
export const eventTypes = [
  appointmentCreated,
  appointmentConfirmed,
  appointmentRescheduled,
  appointmentReassigned,
  appointmentUpdated,
  appointmentCanceled,
  appointmentCompleted,
  appointmentNoShow,
  appointmentScheduled,
  appointmentChanged,
  paymentCompleted,
  paymentFailed,
  paymentRefunded,
  serviceCreated,
  serviceUpdated,
  serviceDeleted,
  staffCreated,
  staffUpdated,
  staffDeleted,
  customerCreated,
  customerUpdated,
  customerDeleted,
  orderCompleted,
  formSubmitted,
  waitlistJoined,
  webhookFailing,
  webhookRecovered,
  webhookDisabled,
  deliveryFailed,
] as const satisfies readonly EventType[];

export type EventTypeName = (typeof eventTypes)[number]["name"];

export const eventTypeNames: readonly EventTypeName[] = eventTypes.map((type) => type.name);

const byName: ReadonlyMap<string, (typeof eventTypes)[number]> = new Map(eventTypes.map((type) => [type.name, type]));

export const findEventType = (name: string): (typeof eventTypes)[number] | undefined => byName.get(name);

/** Lists the types that cause an event of this type. */
export const sourcesOf = ({ name, family, derivedFrom }: EventType): EventTypeName[] =>
  eventTypes
    .filter((source) =>
      derivedFrom === "family"
        ? source.sendable && source.family === family && source.name !== name
        : derivedFrom.includes(source.name),
    )
    .map((source) => source.name);

/** Lists the types derived from `name`: each one makes one more event, if some webhook subscribes to it. */
export const derivedTypesOf = (name: string): EventTypeName[] => derived.get(name) ?? [];

const derived: ReadonlyMap<string, EventTypeName[]> = new Map(
  eventTypes.map((source) => [
    source.name,
    eventTypes.filter((type) => sourcesOf(type).includes(source.name)).map((type) => type.name),
  ]),
);

/** Tells whether only the system makes events of this name. */
export const isOperationalEvent = (name: string): boolean => {
  const type = byName.get(name);
  return type !== undefined && isOperationalFamily(type.family);
};

type ResourceIdKey = `${Exclude<EventFamily, "delivery">}Id`;

/** Returns the key of `data` that names the event's subject. The body repeats it at the top. */
export const resourceIdKeyOf = ({ family }: { family: EventFamily }): ResourceIdKey =>
  isOperationalFamily(family) ? "webhookId" : `${family}Id`;
