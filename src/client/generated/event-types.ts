// Made from the event catalogue by `npm run client:pack`. Do not edit.

export type EventDataByName = {
  /** A customer or your team books an appointment. */
  "appointment.created": {
    appointmentId: string;
    serviceId?: string | null;
    customerId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone such as Europe/Berlin */
    timezone?: string | null;
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
  };
  /** A new appointment is on your calendar: the same moment as “created”, under the name Acuity uses. */
  "appointment.scheduled": {
    appointmentId: string;
    serviceId?: string | null;
    customerId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone such as Europe/Berlin */
    timezone?: string | null;
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
  };
  /** An appointment moves to another time. */
  "appointment.rescheduled": {
    appointmentId: string;
    serviceId?: string | null;
    customerId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    startTime: string;
    endTime?: string | null;
    /** An IANA time zone such as Europe/Berlin */
    timezone?: string | null;
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    previousStartTime?: string | null;
    previousEndTime?: string | null;
  };
  /** An appointment is called off, by the customer or by your team. */
  "appointment.canceled": {
    appointmentId: string;
    serviceId?: string | null;
    customerId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone such as Europe/Berlin */
    timezone?: string | null;
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    canceledAt?: string | null;
    /** Such as customer or staff */
    canceledBy?: string | null;
    reason?: string | null;
  };
  /** Anything about an appointment changes: booked, moved, canceled or edited. The name Acuity uses. */
  "appointment.changed": {
    appointmentId: string;
    serviceId?: string | null;
    customerId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone such as Europe/Berlin */
    timezone?: string | null;
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    changedFields?: ReadonlyArray<string> | null;
  };
  /** A customer's payment arrives. */
  "payment.completed": {
    paymentId: string;
    appointmentId?: string | null;
    customerId?: string | null;
    /** In the smallest unit of the currency, such as cents */
    amount?: number | null;
    currency?: string | null;
    /** Such as card, cash or transfer */
    method?: string | null;
    paidAt?: string | null;
  };
  /** A customer's payment is declined or does not go through. */
  "payment.failed": {
    paymentId: string;
    appointmentId?: string | null;
    customerId?: string | null;
    /** In the smallest unit of the currency, such as cents */
    amount?: number | null;
    currency?: string | null;
    /** Such as card, cash or transfer */
    method?: string | null;
    failedAt?: string | null;
    failureCode?: string | null;
    failureMessage?: string | null;
  };
  /** You add a service that customers can book. */
  "service.created": {
    serviceId: string;
    name?: string | null;
    description?: string | null;
    durationMinutes?: number | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    active?: boolean | null;
  };
  /** You change a service: its name, length, price or whether it can be booked. */
  "service.updated": {
    serviceId: string;
    name?: string | null;
    description?: string | null;
    durationMinutes?: number | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    active?: boolean | null;
    changedFields?: ReadonlyArray<string> | null;
  };
  /** One of your other webhooks keeps failing: when it is paused, and as it comes closer to being turned off. */
  "webhook.failing": {
    webhookId: string;
    /** Scheme, host and the beginning of the path: the whole URL may be a password */
    url: string;
    description: string;
    /** What happened and what happens next, in plain words */
    message: string;
    /** Where the dashboard shows it */
    link: string;
    /** Of the way to being turned off: 0 when it was just paused, 50, 70, 90 */
    percent: number;
    /** Whether only single deliveries are tried until it answers again */
    isPaused: boolean;
    consecutiveFailures: number;
    failingSince: string;
    /** When it is turned off if it goes on failing */
    disablesAt: string;
    lastError: {
      /** Such as timeout or http_status */
      code: string;
      message: string;
    } | null;
    /** The event type of the delivery that failed last */
    eventType: string | null;
  };
  /** One of your other webhooks that was failing answers again. */
  "webhook.recovered": {
    webhookId: string;
    /** Scheme, host and the beginning of the path: the whole URL may be a password */
    url: string;
    description: string;
    /** What happened and what happens next, in plain words */
    message: string;
    /** Where the dashboard shows it */
    link: string;
    failingSince: string;
  };
  /** One of your other webhooks is turned off because it failed for days or its receiver asked for it. */
  "webhook.disabled": {
    webhookId: string;
    /** Scheme, host and the beginning of the path: the whole URL may be a password */
    url: string;
    description: string;
    /** What happened and what happens next, in plain words */
    message: string;
    /** Where the dashboard shows it */
    link: string;
    reason: "gone" | "receiver_request" | "failing";
    lastError: {
      /** Such as timeout or http_status */
      code: string;
      message: string;
    } | null;
    /** The event type of the delivery that failed last */
    eventType: string | null;
  };
  /** A delivery to one of your other webhooks has failed for good: nothing more is tried by itself. */
  "delivery.failed": {
    webhookId: string;
    /** Scheme, host and the beginning of the path: the whole URL may be a password */
    url: string;
    description: string;
    /** What happened and what happens next, in plain words */
    message: string;
    /** Where the dashboard shows it */
    link: string;
    deliveryId: string;
    eventId: string;
    /** The event type of the delivery that failed last */
    eventType: string | null;
    attemptCount: number;
    lastError: {
      /** Such as timeout or http_status */
      code: string;
      message: string;
    } | null;
  };
};

/** Field of `data` that names the subject of an event. */
export const resourceKeys = {
  "appointment.created": "appointmentId",
  "appointment.scheduled": "appointmentId",
  "appointment.rescheduled": "appointmentId",
  "appointment.canceled": "appointmentId",
  "appointment.changed": "appointmentId",
  "payment.completed": "paymentId",
  "payment.failed": "paymentId",
  "service.created": "serviceId",
  "service.updated": "serviceId",
  "webhook.failing": "webhookId",
  "webhook.recovered": "webhookId",
  "webhook.disabled": "webhookId",
  "delivery.failed": "webhookId",
} as const;

export type SendableName =
  | "appointment.created"
  | "appointment.rescheduled"
  | "appointment.canceled"
  | "appointment.changed"
  | "payment.completed"
  | "payment.failed"
  | "service.created"
  | "service.updated"
;

/** One example for each event type, without tenantId. */
export const eventSamples: EventDataByName = {
  "appointment.created": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "customerId": "cus_3F9A1C",
    "staffId": "stf_maria",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123"
    }
  },
  "appointment.scheduled": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "customerId": "cus_3F9A1C",
    "staffId": "stf_maria",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed"
  },
  "appointment.rescheduled": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "customerId": "cus_3F9A1C",
    "staffId": "stf_maria",
    "startTime": "2026-03-16T15:30:00+01:00",
    "endTime": "2026-03-16T16:15:00+01:00",
    "previousStartTime": "2026-03-14T10:00:00+01:00",
    "previousEndTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed"
  },
  "appointment.canceled": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-16T15:30:00+01:00",
    "canceledAt": "2026-03-15T09:12:41+01:00",
    "canceledBy": "customer",
    "reason": "Caught a cold",
    "status": "canceled"
  },
  "appointment.changed": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_color",
    "customerId": "cus_3F9A1C",
    "staffId": "stf_maria",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T11:30:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "changedFields": [
      "serviceId",
      "endTime"
    ]
  },
  "payment.completed": {
    "paymentId": "pay_5T8W0Z",
    "appointmentId": "apt_7Q4K2M",
    "customerId": "cus_3F9A1C",
    "amount": 4500,
    "currency": "EUR",
    "method": "card",
    "paidAt": "2026-03-14T10:47:09+01:00"
  },
  "payment.failed": {
    "paymentId": "pay_5T8W0Z",
    "appointmentId": "apt_7Q4K2M",
    "customerId": "cus_3F9A1C",
    "amount": 4500,
    "currency": "EUR",
    "method": "card",
    "failedAt": "2026-03-14T10:47:09+01:00",
    "failureCode": "card_declined",
    "failureMessage": "The bank declined the card."
  },
  "service.created": {
    "serviceId": "svc_haircut",
    "name": "Haircut",
    "description": "Wash, cut and blow-dry",
    "durationMinutes": 45,
    "price": 4500,
    "currency": "EUR",
    "active": true
  },
  "service.updated": {
    "serviceId": "svc_haircut",
    "name": "Haircut",
    "description": "Wash, cut and blow-dry",
    "durationMinutes": 45,
    "price": 4900,
    "currency": "EUR",
    "active": true,
    "changedFields": [
      "price"
    ]
  },
  "webhook.failing": {
    "webhookId": "wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
    "url": "https://calendar.example.com/hoo…",
    "description": "Calendar",
    "message": "“Calendar” has failed 12 times in a row since 14 March 2026 at 10:00 UTC. It is paused: one delivery is tried now and then, the others wait and are sent when it answers again. If it goes on failing, it is turned off on 19 March 2026 at 10:00 UTC.",
    "percent": 50,
    "isPaused": true,
    "consecutiveFailures": 12,
    "failingSince": "2026-03-14T10:00:00.000Z",
    "disablesAt": "2026-03-19T10:00:00.000Z",
    "lastError": {
      "code": "http_status",
      "message": "The receiver answered 500. Any 2xx counts as delivered."
    },
    "eventType": "appointment.created",
    "link": "https://webhooks.example.com/webhooks/wh_01kfw8e4x0fyr9v2m6c3t7h5nq"
  },
  "webhook.recovered": {
    "webhookId": "wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
    "url": "https://calendar.example.com/hoo…",
    "description": "Calendar",
    "message": "“Calendar” answers again. It had been failing since 14 March 2026 at 10:00 UTC. What waits for it is sent now.",
    "failingSince": "2026-03-14T10:00:00.000Z",
    "link": "https://webhooks.example.com/webhooks/wh_01kfw8e4x0fyr9v2m6c3t7h5nq"
  },
  "webhook.disabled": {
    "webhookId": "wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
    "url": "https://calendar.example.com/hoo…",
    "description": "Calendar",
    "message": "“Calendar” was turned off: every attempt had failed for 5 days. Nothing is sent to it until you turn it on again; what it missed can be recovered then.",
    "reason": "failing",
    "lastError": {
      "code": "timeout",
      "message": "calendar.example.com did not answer in time."
    },
    "eventType": "appointment.created",
    "link": "https://webhooks.example.com/webhooks/wh_01kfw8e4x0fyr9v2m6c3t7h5nq"
  },
  "delivery.failed": {
    "webhookId": "wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
    "url": "https://calendar.example.com/hoo…",
    "description": "Calendar",
    "message": "A delivery of appointment.created to “Calendar” has failed for good after 6 attempts. You can resend it at any time.",
    "deliveryId": "dlv_01kfw8e4x1e0abq5z8k4s6d2wy",
    "eventId": "evt_01kfw8e4wzf7sr1j3n9p5g8b4t",
    "eventType": "appointment.created",
    "attemptCount": 6,
    "lastError": {
      "code": "http_status",
      "message": "The receiver answered 500. Any 2xx counts as delivered."
    },
    "link": "https://webhooks.example.com/deliveries/dlv_01kfw8e4x1e0abq5z8k4s6d2wy"
  },
};
