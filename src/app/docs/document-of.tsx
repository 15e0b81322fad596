import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReactNode } from "react";
import { pageBrand } from "#app/page-brand.ts";
import { pageLocale, serverTexts } from "#app/server-texts.ts";
import { env } from "#env.ts";
import { DocumentPage } from "#features/documents/document-page.tsx";
import { DOCUMENTS, type DocumentSlug, documentPath, shownPart } from "#features/documents/documents.ts";
import { headingsOf, Markdown } from "#features/documents/markdown.tsx";
import type { Locale } from "#features/translate.ts";

const known = new Map<string, string>();

/** Reads a document of our repository once, with the header names of this installation. */
const readDocument = (slug: DocumentSlug, locale: Locale): string => {
  const document = DOCUMENTS.find((one) => one.slug === slug);
  if (!document?.file) return "";
  const path = documentPath(document.file, locale);
  const found = known.get(path) ?? shownPart(readFileSync(join(process.cwd(), "docs", path), "utf8"), document);
  known.set(path, found);
  const prefix = env().WEBHOOK_HEADER_PREFIX;
  return found
    .replaceAll("X-MAIS-", `X-${prefix}-`)
    .replaceAll("x-mais-", `x-${prefix.toLowerCase()}-`)
    .replaceAll("MAIS-Webhooks", `${prefix}-Webhooks`);
};

/** Page of a document that stands in a file; `children` come before it. */
export const documentOf = async (slug: DocumentSlug, children: ReactNode = null) => {
  const t = await serverTexts("documents");
  const text = readDocument(slug, await pageLocale());
  const { name } = await pageBrand();
  return (
    <DocumentPage
      slug={slug}
      title={t(`titles.${slug}`)}
      about={t(`abouts.${slug}`)}
      places={headingsOf(text).filter(({ depth }) => depth === 2)}
      t={t}
    >
      {children}
      <Markdown text={text} what={t("code")} brand={name} />
    </DocumentPage>
  );
};
