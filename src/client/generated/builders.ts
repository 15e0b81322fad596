// Made from the event catalogue by `npm run catalog`. Do not edit.

import { eventBuilder } from "../event.ts";

/** A customer or your team books an appointment. */
export const appointmentCreated = eventBuilder("appointment.created");

/** A requested appointment is now confirmed. */
export const appointmentConfirmed = eventBuilder("appointment.confirmed");

/** An appointment moves to another time. */
export const appointmentRescheduled = eventBuilder("appointment.rescheduled");

/** Another person or room takes an appointment over, at the same time. */
export const appointmentReassigned = eventBuilder("appointment.reassigned");

/** Something else about an appointment changes: its service, price, notes or the customer's details. */
export const appointmentUpdated = eventBuilder("appointment.updated");

/** An appointment is called off, by the customer or by your team. */
export const appointmentCanceled = eventBuilder("appointment.canceled");

/** The customer was there, and the appointment is over. */
export const appointmentCompleted = eventBuilder("appointment.completed");

/** The customer did not come, and had not canceled. */
export const appointmentNoShow = eventBuilder("appointment.no_show");

/** Anything about an appointment changes: booked, moved, canceled or edited. The name Acuity uses. */
export const appointmentChanged = eventBuilder("appointment.changed");

/** A customer's payment arrives. */
export const paymentCompleted = eventBuilder("payment.completed");

/** A customer's payment is declined or does not go through. */
export const paymentFailed = eventBuilder("payment.failed");

/** You give a customer's money back, all of it or a part. */
export const paymentRefunded = eventBuilder("payment.refunded");

/** You add a service that customers can book. */
export const serviceCreated = eventBuilder("service.created");

/** You change a service: its name, length, price or whether it can be booked. */
export const serviceUpdated = eventBuilder("service.updated");

/** You remove a service from your list. */
export const serviceDeleted = eventBuilder("service.deleted");

/** A person joins your team and can take appointments. */
export const staffCreated = eventBuilder("staff.created");

/** Something about a person of your team changes: name, services, location or whether they take bookings. */
export const staffUpdated = eventBuilder("staff.updated");

/** A person leaves your team. */
export const staffDeleted = eventBuilder("staff.deleted");

/** A person becomes your customer. */
export const customerCreated = eventBuilder("customer.created");

/** A customer's details change: name, email, phone, language or notes. */
export const customerUpdated = eventBuilder("customer.updated");

/** A customer is removed from your list. */
export const customerDeleted = eventBuilder("customer.deleted");

/** A customer buys products, a voucher or a package. */
export const orderCompleted = eventBuilder("order.completed");

/** A customer fills in a form, such as a health questionnaire. */
export const formSubmitted = eventBuilder("form.submitted");

/** A customer asks to be notified when a time becomes free. */
export const waitlistJoined = eventBuilder("waitlist.joined");
