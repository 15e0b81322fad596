/** For how many hours the old signing secret goes on working. */
export type OldWorksFor = "0" | "1" | "24" | "168";

const LONG = { "1": "For one hour", "24": "For 24 hours", "168": "For 7 days" } as const;

/** What a new signing secret means for the receiver, and until when it has time to change. */
export const rotatedText = (oldWorksFor: OldWorksFor): string =>
  oldWorksFor === "0"
    ? "Give it to whoever runs the receiver. The old one no longer works: until the receiver has this one, it will refuse messages."
    : `Give it to whoever runs the receiver. ${LONG[oldWorksFor]}, messages are signed with both secrets; after that the old one no longer works.`;
