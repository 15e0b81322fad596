/**
 * Texts that bodies of events repeat, as the first form of packed bodies knows them. Stored bodies refer to places in it: it never
 * changes. Better texts get a form of their own.
 */
export const TEXTS_OF_FORM_1 = [
  'order.completed","form.submitted","waitlist.joined","service.created","service.updated","service.deleted","staff.created","',
  'staff.updated","staff.deleted","customer.created","customer.updated","customer.deleted","payment.completed","payment.failed","',
  'payment.refunded","appointment.no_show","appointment.completed","appointment.canceled","appointment.rescheduled","',
  'appointment.reassigned","appointment.scheduled","appointment.confirmed","appointment.changed","appointment.updated","',
  'appointment.created","apiVersion":"2026-12-01","tenantId":"',
  '","test":true,"customerId":"cus_","serviceId":"svc_","staffId":"stf_","paymentId":"pay_","orderId":"ord_","formId":"frm_',
  '","waitlistEntryId":"wle_","locationId":"loc_","resourceId":"","description":"","durationMinutes":30,"quantity":1,"total":',
  '"items":[{"title":"","answers":[{"question":"","answer":"Yes"}],"No"}],"fields":{"email":"","phone":"","message":"',
  '"active":true},false},"category":"","bufferMinutes":0,"role":"","url":"https://www.","reason":"","failureCode":"card_declined',
  '","amount":0,"refundedAmount":0,"method":"card","cash","transfer","status":"completed","failed","refunded","pending","canceled',
  '","no_show","requested","booked","timezone":"America/New_York","America/Sao_Paulo","America/Chicago","America/Los_Angeles","',
  'Europe/London","Europe/Paris","Europe/Madrid","Europe/Lisbon","Europe/Vienna","Europe/Zurich","Europe/Amsterdam","UTC","',
  '"locale":"en-US","en-GB","pt-BR","pt-PT","fr-FR","es-ES","de-DE"},"de-AT","notes":null,"source":"website","phone","app","api","import',
  '","links":{"manage":"https://","cancel":"https://","reschedule":"https://","ics":"https://.ics"},null},null,"series":{"id":"',
  '","index":0,"count":1},"replaces":"","replacedBy":"","previous":{"status":"confirmed"},"startTime":"2027-2026-01-01T12:00:00Z","',
  'endTime":"T13:30:00.000Z","T14:15:00+02:00","T16:45:00-05:00","T18:00:00-03:00","T11:00:00+00:00","T09:30:00+01:00","endTime":"2026-',
  '"changedFields":["startTime","endTime","staffId"],"canceledAt":"","canceledBy":"customer","confirmedAt":"","completedAt":"","',
  'sequence":1,"actor":{"kind":"customer","id":"","name":"","kind":"staff","id":"stf_","system"},"cause":"customer_link","',
  'customer_portal","staff","api","payment_timeout","series","import","price":0,"currency":"USD","GBP","BRL","CHF","customer":{"',
  'firstName":"","lastName":"","@gmail.com","@gmx.de","@web.de","@hotmail.com","@outlook.com","@icloud.com","@yahoo.com","@example.com',
  '","phone":"+1 ","+44 ","+33 ","+55 ","+43 ","+41 ","+49 "}}}","address":{"street":"","city":"","country":"","postalCode":"',
  '","appointmentId":"apt_","data":{"appointmentId":"apt_","serviceId":"svc_","staffId":"stf_","locationId":"loc_","customerId":"cus_',
  '","staffId":"stf_","startTime":"2026-","timezone":"Europe/Berlin","status":"confirmed","price":1000,"currency":"EUR","customer":{"name":"',
  '","email":"',
].join("");
