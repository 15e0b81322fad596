import { BookOpen } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ScrollRow } from "#components/ui/scroll-row.tsx";
import { DOCUMENTS, type DocumentSlug } from "#features/documents/documents.ts";
import { NarrowContents, type Place, WideContents } from "#features/documents/on-this-page.tsx";
import type { Translate } from "#features/translate.ts";

type Props = {
  /** Null = the list of documents, and pages beside it. */
  slug: DocumentSlug | null;
  title: string;
  about: string;
  places?: readonly Place[];
  /** Says that the document is not in the language of the page. */
  note?: string | undefined;
  t: Translate<"documents">;
  children: ReactNode;
};

/** One document, with the list of all beside it on wide screens and above it on phones. */
export const DocumentPage = ({ slug, title, about, places = [], note, t, children }: Props) => (
  <div className="md:grid md:grid-cols-[11rem_minmax(0,1fr)] md:gap-10">
    <div className="flex flex-col gap-6 md:sticky md:top-10 md:max-h-[calc(100dvh-5rem)] md:self-start md:overflow-y-auto">
      <ScrollRow
        label={t("nav")}
        className="mb-6 gap-1 border-b border-line pb-2 md:mb-0 md:flex-col md:gap-0.5 md:border-b-0 md:pb-0"
      >
        {DOCUMENTS.map((document) => (
          <Link
            key={document.slug}
            href={`/docs/${document.slug}`}
            prefetch={false}
            aria-current={document.slug === slug ? "page" : undefined}
            className="rounded-md px-2.5 py-1.5 text-sm font-medium whitespace-nowrap text-soft -outline-offset-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-tint aria-[current=page]:text-accent"
          >
            {t(`titles.${document.slug}`)}
          </Link>
        ))}
      </ScrollRow>
      <WideContents places={places} t={t} />
    </div>
    <div className="flex max-w-3xl min-w-0 flex-col">
      <PageHeader title={title} description={about} />
      {note && <p className="pb-4 text-[0.8125rem] text-faint">{note}</p>}
      <NarrowContents places={places} t={t} />
      {children}
    </div>
  </div>
);

export const DocumentList = ({ t }: { t: Translate<"documents"> }) => (
  <ul className="grid gap-3 sm:grid-cols-2">
    {DOCUMENTS.map(({ slug }) => (
      <li key={slug}>
        <Link
          href={`/docs/${slug}`}
          prefetch={false}
          className="flex h-full flex-col gap-1 rounded-2xl border border-line bg-surface p-5 shadow-card hover:border-line-strong"
        >
          <span className="flex items-center gap-2 font-semibold">
            <BookOpen aria-hidden className="size-4 text-accent" />
            <span>{t(`titles.${slug}`)}</span>
          </span>
          <span className="text-[0.8125rem] text-soft">{t(`abouts.${slug}`)}</span>
        </Link>
      </li>
    ))}
  </ul>
);
