import type { Mode } from "#domain/mode.schema.ts";

/** Control character, which no external id holds. */
const MARK = "\u0001";

/**
 * Marks the external id of a sandbox event. One unique index then accepts an id once per tenant and mode, and statements of the
 * version before, which name that index, go on working.
 */
export const storedExternalId = (mode: Mode, sent: string | null): string | null =>
  sent === null || mode === "live" ? sent : MARK + sent;

export const sentExternalId = (mode: Mode, stored: string | null): string | null =>
  stored !== null && mode === "test" && stored.startsWith(MARK) ? stored.slice(MARK.length) : stored;

/** SQL of `storedExternalId`. */
export const storedExternalIdSql = (mode: Mode, sent: string): string =>
  mode === "live" ? sent : `chr(${MARK.codePointAt(0)}) || ${sent}`;
