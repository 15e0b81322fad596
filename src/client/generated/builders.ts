// Made from the event catalogue by `npm run client:pack`. Do not edit.

import { eventBuilder } from "../event.ts";

/** A customer or your team books an appointment. */
export const appointmentCreated = eventBuilder("appointment.created");

/** An appointment moves to another time. */
export const appointmentRescheduled = eventBuilder("appointment.rescheduled");

/** An appointment is called off, by the customer or by your team. */
export const appointmentCanceled = eventBuilder("appointment.canceled");

/** Anything about an appointment changes: booked, moved, canceled or edited. The name Acuity uses. */
export const appointmentChanged = eventBuilder("appointment.changed");

/** A customer's payment arrives. */
export const paymentCompleted = eventBuilder("payment.completed");

/** A customer's payment is declined or does not go through. */
export const paymentFailed = eventBuilder("payment.failed");

/** You add a service that customers can book. */
export const serviceCreated = eventBuilder("service.created");

/** You change a service: its name, length, price or whether it can be booked. */
export const serviceUpdated = eventBuilder("service.updated");
