/** A page of the event list. */
export const eventsInput = { limit: 30 };
