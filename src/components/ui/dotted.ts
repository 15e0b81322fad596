/** Makes a text that stays in one line. */
export const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");

/** Writes "Nov 29, 12:31 · 5 minutes ago". A dot stays with the part after it, so no line ends with one. */
export const dotted = (parts: readonly string[]): string => parts.join(" ·\u00a0");
