import { z } from "zod";
import { mode } from "#domain/mode.schema.ts";

export const RESULTS_MAX = 20;

/** `q` of a list. */
export const searchWords = z
  .string()
  .max(200)
  .describe(
    "A complete ID (of a delivery, event or resource, or your own), found at once. Or words of the event (customer's name, email or phone, " +
      "service, staff), found within seconds. All words must match; the last one may be the start of a word",
  );

/** `q`: ids, or words of webhooks and events, the last of which may be a beginning. `mode`: see `listedMode`. */
export const searchInput = z.strictObject({ q: searchWords, mode: mode.optional() });

/** `kind`: webhook, delivery, event, or what events are about (appointment, customer, staff, service …). */
export const searchResult = z.object({ kind: z.string(), id: z.string(), title: z.string(), detail: z.string() });

export const searchResults = z.object({ data: z.array(searchResult).max(RESULTS_MAX) });

export type SearchInput = z.output<typeof searchInput>;
export type SearchResult = z.output<typeof searchResult>;
