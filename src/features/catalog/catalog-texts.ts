/** Words of the catalogue's pages. */
export const CATALOG_TEXTS = {
  title: "Event types",
  description: "Everything that a webhook can send, when it is sent, and what it contains.",
  back: { href: "/events", label: "Events" },
  backToTypes: { href: "/events/types", label: "Event types" },
  sentWhen: "Sent when",
  notSentWhen: "Not sent when",
  fields: "Fields",
  fieldsHint: "Of data in the body. Optional fields may be null, and fields that are not listed are kept.",
  required: "required",
  sample: "Sample",
  sampleHint: "This is what “Send test” sends.",
  webhooks: "Webhooks that get it",
  noWebhooks: "None of your webhooks gets this event.",
  createWebhook: "Create webhook",
  byWildcard: (name: string) => `by ${name}`,
  off: "off",
  derived: (sources: string) => `Made by us from ${sources}, for webhooks that choose it by this name.`,
  alsoSent: "A booking system may also send it.",
  aliases: "Names that Acuity uses",
  aliasesHint:
    "For programs that were written for Acuity. A webhook that has these and the events above gets the same booking twice.",
};
