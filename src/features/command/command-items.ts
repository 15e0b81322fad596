import type { SearchResult } from "#domain/search/search.schema.ts";

/** What choosing an item does: most lead to a page, some change something at once. */
export type Command =
  | { kind: "page"; href: string }
  | { kind: "mode"; mode: "live" | "test" }
  | { kind: "theme"; theme: "light" | "dark" | "system" }
  | { kind: "pickWebhook" };

export type CommandItem = {
  /** Unique in the list, and valid in an element id. */
  id: string;
  /** Name of the icon. */
  icon: string;
  title: string;
  detail: string;
  command: Command;
};

export type CommandGroup = { id: string; label: string; items: CommandItem[] };

const WORDS = /[\s,;]+/;

/** Lower case without accents, as the server compares. */
const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Keeps items whose title has all typed words, each at the beginning of a word. */
export const itemsFor = (typed: string, items: readonly CommandItem[]): CommandItem[] => {
  const words = fold(typed).split(WORDS).filter(Boolean);
  return items.filter(({ title }) => {
    const names = fold(title).split(/[\s./:_-]+/);
    return words.every((word) => names.some((name) => name.startsWith(word)));
  });
};

/** Page of a search result. A resource opens its whole story, a person or a service what was sent about them. */
export const pageOf = ({ kind, id }: Pick<SearchResult, "kind" | "id">): string => {
  const path = encodeURIComponent(id);
  if (kind === "webhook") return `/webhooks/${path}`;
  if (kind === "delivery") return `/deliveries/${path}`;
  if (kind === "event") return `/events/${path}`;
  if (FOUND_IN_LOG.includes(kind)) return `/deliveries?q=${path}`;
  return `/events/about/${path}`;
};

const FOUND_IN_LOG = ["customer", "staff", "service"];

/** Next or previous place in a list that goes around. */
export const movedBy = (active: number, step: number, count: number): number =>
  count === 0 ? 0 : (active + step + count) % count;
