import { eventLabel } from "#features/labels/event-label.ts";

export const PICKER_TEXTS = {
  everything: "All events from your booking system",
  everythingHint: (count: number) => `Today ${count} kinds of events, and kinds that are added later.`,
  later: "Kinds that are added later",
  aliases: "Names that Acuity uses",
  aliasesHint:
    "For programs that were written for Acuity. Each booking and each change is sent once more under these names: a webhook that has both “Appointment created” and “Appointment scheduled” gets every booking twice.",
};

/** Says for which kinds a wildcard stands today. */
export const laterKinds = (types: readonly { type: string }[]): string =>
  `Includes all of the above, today ${types.map(({ type }) => eventLabel(type).toLowerCase()).join(", ")}.`;
