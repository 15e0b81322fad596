export const PICKER_TEXTS = {
  everything: "All events from your booking system",
  everythingHint: (count: number) => `Today ${count} kinds of events, and kinds that are added later.`,
  later: "Kinds that are added later",
  aliases: "Names that Acuity uses",
  aliasesHint:
    "For programs that were written for Acuity. Each booking and each change is sent once more under these names: a webhook that has both “Appointment created” and “Appointment scheduled” gets every booking twice.",
};

/** Says for which kinds a wildcard stands today: "created, updated and deleted". */
const kindsOf = (types: readonly { type: string }[]): string =>
  new Intl.ListFormat("en-GB").format(types.map(({ type }) => type.slice(type.indexOf(".") + 1).replaceAll("_", "-")));

export const laterKinds = (types: readonly { type: string }[]): string =>
  `Together with all of the above: today ${kindsOf(types)}.`;

export const wildcardMeaning = (wildcard: string, types: readonly { type: string }[]): string =>
  wildcard === "*"
    ? PICKER_TEXTS.everythingHint(types.length)
    : `Today ${kindsOf(types)}; and kinds that are added later.`;
