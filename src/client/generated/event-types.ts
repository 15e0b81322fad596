// Made from the event catalogue by `npm run catalog`. Do not edit.

export type EventDataByName = {
  /** A customer or your team books an appointment. */
  "appointment.created": {
    appointmentId: string;
    serviceId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    customerId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    /** Such as pending, confirmed, canceled, completed or no_show */
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    /** Where it was booked, such as website, phone or import */
    source?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      serviceId?: string | null;
      staffId?: string | null;
      locationId?: string | null;
      customerId?: string | null;
      startTime?: string | null;
      endTime?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      /** Such as pending, confirmed, canceled, completed or no_show */
      status?: string | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      notes?: string | null;
      /** Where it was booked, such as website, phone or import */
      source?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    /** ID of the appointment that this one replaces */
    replaces?: string | null;
    /** ID of the appointment that replaces this one */
    replacedBy?: string | null;
    /** The series of repeated appointments that it belongs to */
    series?: {
      id: string;
      /** Position of this appointment in the series */
      index: number;
      /** Appointments in the series; null when it has no end */
      count?: number | null;
      [field: string]: unknown;
    } | null;
    /** Pages for the customer, and the calendar file */
    links?: {
      manage?: string | null;
      cancel?: string | null;
      reschedule?: string | null;
      ics?: string | null;
      [field: string]: unknown;
    } | null;
    /** What the customer answered while booking */
    answers?: ReadonlyArray<{
      question: string;
      answer?: string | number | boolean | ReadonlyArray<string> | null;
      [field: string]: unknown;
    }> | null;
  };
  /** A requested appointment is now confirmed. */
  "appointment.confirmed": {
    appointmentId: string;
    serviceId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    customerId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    /** Such as pending, confirmed, canceled, completed or no_show */
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    /** Where it was booked, such as website, phone or import */
    source?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      serviceId?: string | null;
      staffId?: string | null;
      locationId?: string | null;
      customerId?: string | null;
      startTime?: string | null;
      endTime?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      /** Such as pending, confirmed, canceled, completed or no_show */
      status?: string | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      notes?: string | null;
      /** Where it was booked, such as website, phone or import */
      source?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    /** ID of the appointment that this one replaces */
    replaces?: string | null;
    /** ID of the appointment that replaces this one */
    replacedBy?: string | null;
    /** The series of repeated appointments that it belongs to */
    series?: {
      id: string;
      /** Position of this appointment in the series */
      index: number;
      /** Appointments in the series; null when it has no end */
      count?: number | null;
      [field: string]: unknown;
    } | null;
    /** Pages for the customer, and the calendar file */
    links?: {
      manage?: string | null;
      cancel?: string | null;
      reschedule?: string | null;
      ics?: string | null;
      [field: string]: unknown;
    } | null;
    /** What the customer answered while booking */
    answers?: ReadonlyArray<{
      question: string;
      answer?: string | number | boolean | ReadonlyArray<string> | null;
      [field: string]: unknown;
    }> | null;
    confirmedAt?: string | null;
  };
  /** An appointment moves to another time. */
  "appointment.rescheduled": {
    appointmentId: string;
    serviceId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    customerId?: string | null;
    startTime: string;
    endTime?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    /** Such as pending, confirmed, canceled, completed or no_show */
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    /** Where it was booked, such as website, phone or import */
    source?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      serviceId?: string | null;
      staffId?: string | null;
      locationId?: string | null;
      customerId?: string | null;
      startTime?: string | null;
      endTime?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      /** Such as pending, confirmed, canceled, completed or no_show */
      status?: string | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      notes?: string | null;
      /** Where it was booked, such as website, phone or import */
      source?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    /** ID of the appointment that this one replaces */
    replaces?: string | null;
    /** ID of the appointment that replaces this one */
    replacedBy?: string | null;
    /** The series of repeated appointments that it belongs to */
    series?: {
      id: string;
      /** Position of this appointment in the series */
      index: number;
      /** Appointments in the series; null when it has no end */
      count?: number | null;
      [field: string]: unknown;
    } | null;
    /** Pages for the customer, and the calendar file */
    links?: {
      manage?: string | null;
      cancel?: string | null;
      reschedule?: string | null;
      ics?: string | null;
      [field: string]: unknown;
    } | null;
    /** What the customer answered while booking */
    answers?: ReadonlyArray<{
      question: string;
      answer?: string | number | boolean | ReadonlyArray<string> | null;
      [field: string]: unknown;
    }> | null;
    /** Old spelling of previous.startTime */
    previousStartTime?: string | null;
    /** Old spelling of previous.endTime */
    previousEndTime?: string | null;
  };
  /** Another person or room takes an appointment over, at the same time. */
  "appointment.reassigned": EventDataByName["appointment.created"];
  /** Something else about an appointment changes: its service, price, notes or the customer's details. */
  "appointment.updated": EventDataByName["appointment.created"];
  /** An appointment is called off, by the customer or by your team. */
  "appointment.canceled": {
    appointmentId: string;
    serviceId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    customerId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    /** Such as pending, confirmed, canceled, completed or no_show */
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    /** Where it was booked, such as website, phone or import */
    source?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      serviceId?: string | null;
      staffId?: string | null;
      locationId?: string | null;
      customerId?: string | null;
      startTime?: string | null;
      endTime?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      /** Such as pending, confirmed, canceled, completed or no_show */
      status?: string | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      notes?: string | null;
      /** Where it was booked, such as website, phone or import */
      source?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    /** ID of the appointment that this one replaces */
    replaces?: string | null;
    /** ID of the appointment that replaces this one */
    replacedBy?: string | null;
    /** The series of repeated appointments that it belongs to */
    series?: {
      id: string;
      /** Position of this appointment in the series */
      index: number;
      /** Appointments in the series; null when it has no end */
      count?: number | null;
      [field: string]: unknown;
    } | null;
    /** Pages for the customer, and the calendar file */
    links?: {
      manage?: string | null;
      cancel?: string | null;
      reschedule?: string | null;
      ics?: string | null;
      [field: string]: unknown;
    } | null;
    /** What the customer answered while booking */
    answers?: ReadonlyArray<{
      question: string;
      answer?: string | number | boolean | ReadonlyArray<string> | null;
      [field: string]: unknown;
    }> | null;
    canceledAt?: string | null;
    /** Such as customer or staff; actor says it in more detail */
    canceledBy?: string | null;
    reason?: string | null;
  };
  /** The customer was there, and the appointment is over. */
  "appointment.completed": {
    appointmentId: string;
    serviceId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    customerId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    /** Such as pending, confirmed, canceled, completed or no_show */
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    /** Where it was booked, such as website, phone or import */
    source?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      serviceId?: string | null;
      staffId?: string | null;
      locationId?: string | null;
      customerId?: string | null;
      startTime?: string | null;
      endTime?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      /** Such as pending, confirmed, canceled, completed or no_show */
      status?: string | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      notes?: string | null;
      /** Where it was booked, such as website, phone or import */
      source?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    /** ID of the appointment that this one replaces */
    replaces?: string | null;
    /** ID of the appointment that replaces this one */
    replacedBy?: string | null;
    /** The series of repeated appointments that it belongs to */
    series?: {
      id: string;
      /** Position of this appointment in the series */
      index: number;
      /** Appointments in the series; null when it has no end */
      count?: number | null;
      [field: string]: unknown;
    } | null;
    /** Pages for the customer, and the calendar file */
    links?: {
      manage?: string | null;
      cancel?: string | null;
      reschedule?: string | null;
      ics?: string | null;
      [field: string]: unknown;
    } | null;
    /** What the customer answered while booking */
    answers?: ReadonlyArray<{
      question: string;
      answer?: string | number | boolean | ReadonlyArray<string> | null;
      [field: string]: unknown;
    }> | null;
    completedAt?: string | null;
  };
  /** The customer did not come, and had not canceled. */
  "appointment.no_show": EventDataByName["appointment.created"];
  /** A new appointment is on your calendar: the same moment as “created”, under the name Acuity uses. */
  "appointment.scheduled": EventDataByName["appointment.created"];
  /** Anything about an appointment changes: booked, moved, canceled or edited. The name Acuity uses. */
  "appointment.changed": {
    appointmentId: string;
    serviceId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    customerId?: string | null;
    startTime?: string | null;
    endTime?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    /** Such as pending, confirmed, canceled, completed or no_show */
    status?: string | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    /** Where it was booked, such as website, phone or import */
    source?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      serviceId?: string | null;
      staffId?: string | null;
      locationId?: string | null;
      customerId?: string | null;
      startTime?: string | null;
      endTime?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      /** Such as pending, confirmed, canceled, completed or no_show */
      status?: string | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      notes?: string | null;
      /** Where it was booked, such as website, phone or import */
      source?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    /** ID of the appointment that this one replaces */
    replaces?: string | null;
    /** ID of the appointment that replaces this one */
    replacedBy?: string | null;
    /** The series of repeated appointments that it belongs to */
    series?: {
      id: string;
      /** Position of this appointment in the series */
      index: number;
      /** Appointments in the series; null when it has no end */
      count?: number | null;
      [field: string]: unknown;
    } | null;
    /** Pages for the customer, and the calendar file */
    links?: {
      manage?: string | null;
      cancel?: string | null;
      reschedule?: string | null;
      ics?: string | null;
      [field: string]: unknown;
    } | null;
    /** What the customer answered while booking */
    answers?: ReadonlyArray<{
      question: string;
      answer?: string | number | boolean | ReadonlyArray<string> | null;
      [field: string]: unknown;
    }> | null;
    /** Old spelling of previous.startTime */
    previousStartTime?: string | null;
    /** Old spelling of previous.endTime */
    previousEndTime?: string | null;
    /** Names of the fields that changed */
    changedFields?: ReadonlyArray<string> | null;
  };
  /** A customer's payment arrives. */
  "payment.completed": {
    paymentId: string;
    appointmentId?: string | null;
    orderId?: string | null;
    customerId?: string | null;
    /** In the smallest unit of the currency, such as cents */
    amount?: number | null;
    currency?: string | null;
    /** Such as card, cash or transfer */
    method?: string | null;
    /** Such as completed, failed or refunded */
    status?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      appointmentId?: string | null;
      orderId?: string | null;
      customerId?: string | null;
      /** In the smallest unit of the currency, such as cents */
      amount?: number | null;
      currency?: string | null;
      /** Such as card, cash or transfer */
      method?: string | null;
      /** Such as completed, failed or refunded */
      status?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    paidAt?: string | null;
  };
  /** A customer's payment is declined or does not go through. */
  "payment.failed": {
    paymentId: string;
    appointmentId?: string | null;
    orderId?: string | null;
    customerId?: string | null;
    /** In the smallest unit of the currency, such as cents */
    amount?: number | null;
    currency?: string | null;
    /** Such as card, cash or transfer */
    method?: string | null;
    /** Such as completed, failed or refunded */
    status?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      appointmentId?: string | null;
      orderId?: string | null;
      customerId?: string | null;
      /** In the smallest unit of the currency, such as cents */
      amount?: number | null;
      currency?: string | null;
      /** Such as card, cash or transfer */
      method?: string | null;
      /** Such as completed, failed or refunded */
      status?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    failedAt?: string | null;
    failureCode?: string | null;
    failureMessage?: string | null;
  };
  /** You give a customer's money back, all of it or a part. */
  "payment.refunded": {
    paymentId: string;
    appointmentId?: string | null;
    orderId?: string | null;
    customerId?: string | null;
    /** In the smallest unit of the currency, such as cents */
    amount?: number | null;
    currency?: string | null;
    /** Such as card, cash or transfer */
    method?: string | null;
    /** Such as completed, failed or refunded */
    status?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      appointmentId?: string | null;
      orderId?: string | null;
      customerId?: string | null;
      /** In the smallest unit of the currency, such as cents */
      amount?: number | null;
      currency?: string | null;
      /** Such as card, cash or transfer */
      method?: string | null;
      /** Such as completed, failed or refunded */
      status?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    /** In the smallest unit of the currency, such as cents */
    refundedAmount?: number | null;
    refundedAt?: string | null;
    reason?: string | null;
  };
  /** You add a service that customers can book. */
  "service.created": {
    serviceId: string;
    name?: string | null;
    description?: string | null;
    category?: string | null;
    durationMinutes?: number | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    /** Whether customers can book it */
    active?: boolean | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      name?: string | null;
      description?: string | null;
      category?: string | null;
      durationMinutes?: number | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      /** Whether customers can book it */
      active?: boolean | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
  };
  /** You change a service: its name, length, price or whether it can be booked. */
  "service.updated": {
    serviceId: string;
    name?: string | null;
    description?: string | null;
    category?: string | null;
    durationMinutes?: number | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    /** Whether customers can book it */
    active?: boolean | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      name?: string | null;
      description?: string | null;
      category?: string | null;
      durationMinutes?: number | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      /** Whether customers can book it */
      active?: boolean | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    /** Names of the fields that changed */
    changedFields?: ReadonlyArray<string> | null;
  };
  /** You remove a service from your list. */
  "service.deleted": {
    serviceId: string;
    name?: string | null;
    description?: string | null;
    category?: string | null;
    durationMinutes?: number | null;
    /** In the smallest unit of the currency, such as cents */
    price?: number | null;
    currency?: string | null;
    /** Whether customers can book it */
    active?: boolean | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      name?: string | null;
      description?: string | null;
      category?: string | null;
      durationMinutes?: number | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      currency?: string | null;
      /** Whether customers can book it */
      active?: boolean | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    deletedAt?: string | null;
  };
  /** A person joins your team and can take appointments. */
  "staff.created": {
    staffId: string;
    name?: string | null;
    email?: string | null;
    phone?: string | null;
    /** Such as stylist or therapist */
    role?: string | null;
    locationId?: string | null;
    /** Services that this person offers */
    serviceIds?: ReadonlyArray<string> | null;
    /** Whether customers can book with this person */
    active?: boolean | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Such as stylist or therapist */
      role?: string | null;
      locationId?: string | null;
      /** Services that this person offers */
      serviceIds?: ReadonlyArray<string> | null;
      /** Whether customers can book with this person */
      active?: boolean | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
  };
  /** Something about a person of your team changes: name, services, location or whether they take bookings. */
  "staff.updated": EventDataByName["staff.created"];
  /** A person leaves your team. */
  "staff.deleted": {
    staffId: string;
    name?: string | null;
    email?: string | null;
    phone?: string | null;
    /** Such as stylist or therapist */
    role?: string | null;
    locationId?: string | null;
    /** Services that this person offers */
    serviceIds?: ReadonlyArray<string> | null;
    /** Whether customers can book with this person */
    active?: boolean | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Such as stylist or therapist */
      role?: string | null;
      locationId?: string | null;
      /** Services that this person offers */
      serviceIds?: ReadonlyArray<string> | null;
      /** Whether customers can book with this person */
      active?: boolean | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    deletedAt?: string | null;
  };
  /** A person becomes your customer. */
  "customer.created": {
    customerId: string;
    name?: string | null;
    email?: string | null;
    phone?: string | null;
    /** Language for messages to the person, such as de-DE */
    locale?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    notes?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      notes?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
  };
  /** A customer's details change: name, email, phone, language or notes. */
  "customer.updated": EventDataByName["customer.created"];
  /** A customer is removed from your list. */
  "customer.deleted": {
    customerId: string;
    name?: string | null;
    email?: string | null;
    phone?: string | null;
    /** Language for messages to the person, such as de-DE */
    locale?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    notes?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      notes?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
    deletedAt?: string | null;
  };
  /** A customer buys products, a voucher or a package. */
  "order.completed": {
    orderId: string;
    customerId?: string | null;
    appointmentId?: string | null;
    items?: ReadonlyArray<{
      name?: string | null;
      quantity?: number | null;
      /** In the smallest unit of the currency, such as cents */
      price?: number | null;
      [field: string]: unknown;
    }> | null;
    /** In the smallest unit of the currency, such as cents */
    amount?: number | null;
    currency?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    status?: string | null;
    completedAt?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      customerId?: string | null;
      appointmentId?: string | null;
      items?: ReadonlyArray<{
        name?: string | null;
        quantity?: number | null;
        /** In the smallest unit of the currency, such as cents */
        price?: number | null;
        [field: string]: unknown;
      }> | null;
      /** In the smallest unit of the currency, such as cents */
      amount?: number | null;
      currency?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      status?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
  };
  /** A customer fills in a form, such as a health questionnaire. */
  "form.submitted": {
    formId: string;
    /** Name of the form */
    title?: string | null;
    customerId?: string | null;
    appointmentId?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    /** Questions and answers, in the order of the form */
    answers?: ReadonlyArray<{
      question: string;
      answer?: string | number | boolean | ReadonlyArray<string> | null;
      [field: string]: unknown;
    }> | null;
    submittedAt?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      /** Name of the form */
      title?: string | null;
      customerId?: string | null;
      appointmentId?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      /** Questions and answers, in the order of the form */
      answers?: ReadonlyArray<{
        question: string;
        answer?: string | number | boolean | ReadonlyArray<string> | null;
        [field: string]: unknown;
      }> | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
  };
  /** A customer asks to be notified when a time becomes free. */
  "waitlist.joined": {
    waitlistId: string;
    serviceId?: string | null;
    staffId?: string | null;
    locationId?: string | null;
    customerId?: string | null;
    /** Start of the time in which the customer can come */
    earliestTime?: string | null;
    /** End of the time in which the customer can come */
    latestTime?: string | null;
    /** An IANA time zone, such as Europe/Berlin */
    timezone?: string | null;
    customer?: {
      name?: string | null;
      email?: string | null;
      phone?: string | null;
      /** Language for messages to the person, such as de-DE */
      locale?: string | null;
      [field: string]: unknown;
    } | null;
    notes?: string | null;
    joinedAt?: string | null;
    /** Increases with each change of one resource. Use it to sort events and to find gaps */
    sequence?: number | null;
    /** Old values of the fields that changed */
    previous?: {
      serviceId?: string | null;
      staffId?: string | null;
      locationId?: string | null;
      customerId?: string | null;
      /** Start of the time in which the customer can come */
      earliestTime?: string | null;
      /** End of the time in which the customer can come */
      latestTime?: string | null;
      /** An IANA time zone, such as Europe/Berlin */
      timezone?: string | null;
      customer?: {
        name?: string | null;
        email?: string | null;
        phone?: string | null;
        /** Language for messages to the person, such as de-DE */
        locale?: string | null;
        [field: string]: unknown;
      } | null;
      notes?: string | null;
      [field: string]: unknown;
    } | null;
    /** Who made the change */
    actor?: {
      kind: "customer" | "staff" | "system" | "api";
      id?: string | null;
      name?: string | null;
      [field: string]: unknown;
    } | null;
    /** How the change was made */
    cause?: "customer_link" | "customer_portal" | "staff" | "api" | "payment_timeout" | "series" | "import" | "other" | null;
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
  /** One of your other webhooks that was failing accepts events again. */
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
  /** One of your other webhooks is turned off because it failed for days or its endpoint asked for it. */
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
  /** A delivery to one of your other webhooks has failed for good: we will not retry it. */
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
  "appointment.confirmed": "appointmentId",
  "appointment.rescheduled": "appointmentId",
  "appointment.reassigned": "appointmentId",
  "appointment.updated": "appointmentId",
  "appointment.canceled": "appointmentId",
  "appointment.completed": "appointmentId",
  "appointment.no_show": "appointmentId",
  "appointment.scheduled": "appointmentId",
  "appointment.changed": "appointmentId",
  "payment.completed": "paymentId",
  "payment.failed": "paymentId",
  "payment.refunded": "paymentId",
  "service.created": "serviceId",
  "service.updated": "serviceId",
  "service.deleted": "serviceId",
  "staff.created": "staffId",
  "staff.updated": "staffId",
  "staff.deleted": "staffId",
  "customer.created": "customerId",
  "customer.updated": "customerId",
  "customer.deleted": "customerId",
  "order.completed": "orderId",
  "form.submitted": "formId",
  "waitlist.joined": "waitlistId",
  "webhook.failing": "webhookId",
  "webhook.recovered": "webhookId",
  "webhook.disabled": "webhookId",
  "delivery.failed": "webhookId",
} as const;

export type SendableName =
  | "appointment.created"
  | "appointment.confirmed"
  | "appointment.rescheduled"
  | "appointment.reassigned"
  | "appointment.updated"
  | "appointment.canceled"
  | "appointment.completed"
  | "appointment.no_show"
  | "appointment.changed"
  | "payment.completed"
  | "payment.failed"
  | "payment.refunded"
  | "service.created"
  | "service.updated"
  | "service.deleted"
  | "staff.created"
  | "staff.updated"
  | "staff.deleted"
  | "customer.created"
  | "customer.updated"
  | "customer.deleted"
  | "order.completed"
  | "form.submitted"
  | "waitlist.joined"
;

/** One example for each event type, without tenantId. */
export const eventSamples: EventDataByName = {
  "appointment.created": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 1,
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "cause": "customer_portal",
    "answers": [
      {
        "question": "Is this your first visit?",
        "answer": "Yes"
      }
    ]
  },
  "appointment.confirmed": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 2,
    "previous": {
      "status": "pending"
    },
    "actor": {
      "kind": "staff",
      "id": "stf_maria",
      "name": "Maria Lenz"
    },
    "cause": "staff",
    "confirmedAt": "2026-03-10T16:20:05+01:00"
  },
  "appointment.rescheduled": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-16T15:30:00+01:00",
    "endTime": "2026-03-16T16:15:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 2,
    "previous": {
      "startTime": "2026-03-14T10:00:00+01:00",
      "endTime": "2026-03-14T10:45:00+01:00"
    },
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "cause": "customer_link"
  },
  "appointment.reassigned": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "staffId": "stf_jonas",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 3,
    "previous": {
      "staffId": "stf_maria"
    },
    "actor": {
      "kind": "staff",
      "id": "stf_maria",
      "name": "Maria Lenz"
    },
    "cause": "staff"
  },
  "appointment.updated": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_color",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "price": 8900,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": "Wants a lighter tone",
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 2,
    "previous": {
      "serviceId": "svc_haircut",
      "price": 4500,
      "notes": null
    },
    "actor": {
      "kind": "staff",
      "id": "stf_maria",
      "name": "Maria Lenz"
    },
    "cause": "staff"
  },
  "appointment.canceled": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "canceled",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 3,
    "previous": {
      "status": "confirmed"
    },
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "cause": "customer_link",
    "canceledAt": "2026-03-13T09:12:41+01:00",
    "canceledBy": "customer",
    "reason": "Caught a cold"
  },
  "appointment.completed": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "completed",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 4,
    "previous": {
      "status": "confirmed"
    },
    "actor": {
      "kind": "staff",
      "id": "stf_maria",
      "name": "Maria Lenz"
    },
    "cause": "staff",
    "completedAt": "2026-03-14T10:47:09+01:00"
  },
  "appointment.no_show": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "no_show",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 4,
    "previous": {
      "status": "confirmed"
    },
    "actor": {
      "kind": "staff",
      "id": "stf_maria",
      "name": "Maria Lenz"
    },
    "cause": "staff"
  },
  "appointment.scheduled": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_haircut",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T10:45:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 1,
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "cause": "customer_portal"
  },
  "appointment.changed": {
    "appointmentId": "apt_7Q4K2M",
    "serviceId": "svc_color",
    "staffId": "stf_maria",
    "locationId": "loc_mitte",
    "customerId": "cus_3F9A1C",
    "startTime": "2026-03-14T10:00:00+01:00",
    "endTime": "2026-03-14T11:30:00+01:00",
    "timezone": "Europe/Berlin",
    "status": "confirmed",
    "price": 4500,
    "currency": "EUR",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "notes": null,
    "source": "website",
    "links": {
      "manage": "https://book.example.com/m/8fJ2",
      "cancel": "https://book.example.com/m/8fJ2/cancel",
      "reschedule": "https://book.example.com/m/8fJ2/move",
      "ics": "https://book.example.com/m/8fJ2.ics"
    },
    "sequence": 2,
    "previous": {
      "serviceId": "svc_haircut",
      "endTime": "2026-03-14T10:45:00+01:00"
    },
    "actor": {
      "kind": "staff",
      "id": "stf_maria",
      "name": "Maria Lenz"
    },
    "cause": "staff",
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
    "status": "completed",
    "sequence": 1,
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "paidAt": "2026-03-14T10:47:09+01:00"
  },
  "payment.failed": {
    "paymentId": "pay_5T8W0Z",
    "appointmentId": "apt_7Q4K2M",
    "customerId": "cus_3F9A1C",
    "amount": 4500,
    "currency": "EUR",
    "method": "card",
    "status": "failed",
    "sequence": 1,
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "failedAt": "2026-03-14T10:47:09+01:00",
    "failureCode": "card_declined",
    "failureMessage": "The bank declined the card."
  },
  "payment.refunded": {
    "paymentId": "pay_5T8W0Z",
    "appointmentId": "apt_7Q4K2M",
    "customerId": "cus_3F9A1C",
    "amount": 4500,
    "currency": "EUR",
    "method": "card",
    "status": "refunded",
    "sequence": 2,
    "previous": {
      "status": "completed"
    },
    "actor": {
      "kind": "staff",
      "id": "stf_jonas",
      "name": "Jonas Weber"
    },
    "cause": "staff",
    "refundedAmount": 4500,
    "refundedAt": "2026-03-15T11:02:30+01:00",
    "reason": "Appointment canceled in time"
  },
  "service.created": {
    "serviceId": "svc_haircut",
    "name": "Haircut",
    "description": "Wash, cut and blow-dry",
    "durationMinutes": 45,
    "price": 4500,
    "currency": "EUR",
    "active": true,
    "sequence": 1,
    "actor": {
      "kind": "staff",
      "id": "stf_jonas",
      "name": "Jonas Weber"
    },
    "cause": "staff"
  },
  "service.updated": {
    "serviceId": "svc_haircut",
    "name": "Haircut",
    "description": "Wash, cut and blow-dry",
    "durationMinutes": 45,
    "price": 4900,
    "currency": "EUR",
    "active": true,
    "sequence": 2,
    "previous": {
      "price": 4500
    },
    "actor": {
      "kind": "staff",
      "id": "stf_jonas",
      "name": "Jonas Weber"
    },
    "cause": "staff",
    "changedFields": [
      "price"
    ]
  },
  "service.deleted": {
    "serviceId": "svc_haircut",
    "name": "Haircut",
    "description": "Wash, cut and blow-dry",
    "durationMinutes": 45,
    "price": 4500,
    "currency": "EUR",
    "active": false,
    "sequence": 3,
    "actor": {
      "kind": "staff",
      "id": "stf_jonas",
      "name": "Jonas Weber"
    },
    "cause": "staff",
    "deletedAt": "2026-04-01T18:00:12+02:00"
  },
  "staff.created": {
    "staffId": "stf_maria",
    "name": "Maria Lenz",
    "email": "maria@salon.example.com",
    "role": "Stylist",
    "locationId": "loc_mitte",
    "serviceIds": [
      "svc_haircut",
      "svc_color"
    ],
    "active": true,
    "sequence": 1,
    "actor": {
      "kind": "staff",
      "id": "stf_jonas",
      "name": "Jonas Weber"
    },
    "cause": "staff"
  },
  "staff.updated": {
    "staffId": "stf_maria",
    "name": "Maria Lenz",
    "email": "maria@salon.example.com",
    "role": "Stylist",
    "locationId": "loc_mitte",
    "serviceIds": [
      "svc_haircut",
      "svc_color",
      "svc_beard"
    ],
    "active": true,
    "sequence": 2,
    "previous": {
      "serviceIds": [
        "svc_haircut",
        "svc_color"
      ]
    },
    "actor": {
      "kind": "staff",
      "id": "stf_jonas",
      "name": "Jonas Weber"
    },
    "cause": "staff"
  },
  "staff.deleted": {
    "staffId": "stf_maria",
    "name": "Maria Lenz",
    "email": "maria@salon.example.com",
    "role": "Stylist",
    "locationId": "loc_mitte",
    "serviceIds": [
      "svc_haircut",
      "svc_color"
    ],
    "active": false,
    "sequence": 3,
    "actor": {
      "kind": "staff",
      "id": "stf_jonas",
      "name": "Jonas Weber"
    },
    "cause": "staff",
    "deletedAt": "2026-04-01T18:00:12+02:00"
  },
  "customer.created": {
    "customerId": "cus_3F9A1C",
    "name": "Ada Brandt",
    "email": "ada.brandt@example.com",
    "phone": "+49 30 5550123",
    "locale": "de-DE",
    "timezone": "Europe/Berlin",
    "notes": null,
    "sequence": 1,
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "cause": "customer_portal"
  },
  "customer.updated": {
    "customerId": "cus_3F9A1C",
    "name": "Ada Brandt",
    "email": "ada.brandt@example.com",
    "phone": "+49 30 5550199",
    "locale": "de-DE",
    "timezone": "Europe/Berlin",
    "notes": null,
    "sequence": 2,
    "previous": {
      "phone": "+49 30 5550123"
    },
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "cause": "customer_portal"
  },
  "customer.deleted": {
    "customerId": "cus_3F9A1C",
    "sequence": 3,
    "actor": {
      "kind": "staff",
      "id": "stf_jonas",
      "name": "Jonas Weber"
    },
    "cause": "staff",
    "deletedAt": "2026-04-01T18:00:12+02:00"
  },
  "order.completed": {
    "orderId": "ord_9B3D7H",
    "customerId": "cus_3F9A1C",
    "items": [
      {
        "name": "Shampoo",
        "quantity": 1,
        "price": 1400
      },
      {
        "name": "Gift voucher",
        "quantity": 2,
        "price": 5000
      }
    ],
    "amount": 11400,
    "currency": "EUR",
    "status": "completed",
    "completedAt": "2026-03-14T10:52:40+01:00",
    "sequence": 1,
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    }
  },
  "form.submitted": {
    "formId": "frm_2C8V6N",
    "title": "Before your first color",
    "customerId": "cus_3F9A1C",
    "appointmentId": "apt_7Q4K2M",
    "answers": [
      {
        "question": "Do you have allergies?",
        "answer": "No"
      },
      {
        "question": "Which tones do you like?",
        "answer": [
          "Copper",
          "Gold"
        ]
      }
    ],
    "submittedAt": "2026-03-12T20:15:00+01:00",
    "sequence": 1,
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "cause": "customer_link"
  },
  "waitlist.joined": {
    "waitlistId": "wtl_4J6R1P",
    "serviceId": "svc_haircut",
    "staffId": "stf_maria",
    "customerId": "cus_3F9A1C",
    "earliestTime": "2026-03-14T09:00:00+01:00",
    "latestTime": "2026-03-14T18:00:00+01:00",
    "timezone": "Europe/Berlin",
    "customer": {
      "name": "Ada Brandt",
      "email": "ada.brandt@example.com",
      "phone": "+49 30 5550123",
      "locale": "de-DE"
    },
    "joinedAt": "2026-03-11T12:30:00+01:00",
    "sequence": 1,
    "actor": {
      "kind": "customer",
      "id": "cus_3F9A1C",
      "name": "Ada Brandt"
    },
    "cause": "customer_portal"
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
