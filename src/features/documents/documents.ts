type Document = {
  slug: "receiving" | "signatures" | "events" | "sending" | "api" | "concepts";
  /** File below `docs/`; null = made by code. */
  file: string | null;
  /** Heading from which on the file is about Bellhop's own code. */
  until?: string;
};

/** Documents that the dashboard shows, in the order of its list. */
export const DOCUMENTS: readonly Document[] = [
  { slug: "receiving", file: "receiving.md" },
  { slug: "signatures", file: "signatures.md" },
  { slug: "events", file: "events.md" },
  { slug: "sending", file: "sending.md" },
  { slug: "api", file: null },
  { slug: "concepts", file: "concepts.md", until: "## One event from end to end" },
];

export type DocumentSlug = Document["slug"];

/**
 * Address inside of the dashboard for a link of a document: another document, or a place on its page. Null for
 * everything else, which is shown as text: no link of the dashboard leads outside.
 */
export const insideHref = (href: string): string | null => {
  if (href.startsWith("#")) return href;
  const [path = "", place] = href.split("#", 2);
  const found = DOCUMENTS.find(({ file }) => file === path.replace(/^\.\//, ""));
  return found ? `/docs/${found.slug}${place ? `#${place}` : ""}` : null;
};
