/** Words that several features show: events, states, names. */
export const labelsEn = {
  allEvents: "All events",
  allAbout: "Everything about {family}",
  eventsOf: "{count, plural, one {# event} other {# events}}: {families}",
  noEvents: "No events",
  status: {
    pending: { label: "Waiting", meaning: "Waiting to be sent." },
    retrying: { label: "Retrying", meaning: "Failed. We'll retry automatically." },
    delivered: { label: "Delivered", meaning: "The endpoint accepted it." },
    failed: { label: "Failed", meaning: "All attempts failed." },
    canceled: { label: "Canceled", meaning: "Canceled. We won't send it." },
  },
  mode: { test: "Test mode", testMeaning: "Belongs to test mode, apart from everything live" },
  deletedWebhook: "deleted webhook",
  shortUrl: { name: "the shortened URL", why: "Only admins see the whole URL, because it may work like a password." },
  count: {
    deliveries: "{count, plural, one {# delivery} other {# deliveries}}",
    events: "{count, plural, one {# event} other {# events}}",
    moreThan: "more than {amount}",
  },
  upcoming: {
    waitsForEarlier: "after an earlier event",
    sending: "being sent now",
    onHold: "on hold while paused",
    queued: "queued",
    now: "now",
  },
} as const;
