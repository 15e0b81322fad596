import type { Locale } from "#features/translate.ts";

type Document = {
  slug: "receiving" | "signatures" | "events" | "sending" | "api" | "concepts";
  /** File below `docs/`, and its translation below `docs/de/`; null = made by code, English only. */
  file: string | null;
  /** Heading from which on the English file is about Bellhop's own code. No translation has that part. */
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

/** Path of a document below `docs/`, in a language. */
export const documentPath = (file: string, locale: Locale): string => (locale === "en" ? file : `${locale}/${file}`);

/** Part of a document's text that the dashboard shows. */
export const shownPart = (text: string, { until }: Pick<Document, "until">): string => {
  const [shown = ""] = until ? text.split(`\n${until}\n`) : [text];
  return shown;
};

/** Splits THIRD-PARTY-NOTICES without its first paragraph, which is for readers of the repository. */
export const shownNotices = (text: string): { packages: string; licenses: string } => {
  const [, packages = "", ...licenses] = text.split("\n\n");
  return { packages, licenses: licenses.join("\n\n") };
};

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
