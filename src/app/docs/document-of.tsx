import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReactNode } from "react";
import { pageBrand } from "#app/page-brand.ts";
import { pageLocale, serverTexts } from "#app/server-texts.ts";
import { env } from "#env.ts";
import { DocumentPage } from "#features/documents/document-page.tsx";
import { DOCUMENTS, type DocumentSlug } from "#features/documents/documents.ts";
import { headingsOf, Markdown } from "#features/documents/markdown.tsx";

const known = new Map<DocumentSlug, string>();

/** Reads a document of our repository once, with the header names of this installation. */
const readDocument = (slug: DocumentSlug): string => {
  const document = DOCUMENTS.find((one) => one.slug === slug);
  if (!document?.file) return "";
  const found = known.get(slug) ?? readFileSync(join(process.cwd(), "docs", document.file), "utf8");
  known.set(slug, found);
  const prefix = env().WEBHOOK_HEADER_PREFIX;
  const [text = ""] = document.until ? found.split(`\n${document.until}\n`) : [found];
  return text
    .replaceAll("X-MAIS-", `X-${prefix}-`)
    .replaceAll("x-mais-", `x-${prefix.toLowerCase()}-`)
    .replaceAll("MAIS-Webhooks", `${prefix}-Webhooks`);
};

/** Page of a document that stands in a file; `children` come before it. */
export const documentOf = async (slug: DocumentSlug, children: ReactNode = null) => {
  const t = await serverTexts("documents");
  const text = readDocument(slug);
  const { name } = await pageBrand();
  return (
    <DocumentPage
      slug={slug}
      title={t(`titles.${slug}`)}
      about={t(`abouts.${slug}`)}
      headings={headingsOf(text).filter(({ depth }) => depth === 2)}
      note={(await pageLocale()) === "en" ? undefined : t("english")}
      t={t}
    >
      {children}
      <div lang="en">
        <Markdown text={text} what={t("code")} brand={name} />
      </div>
    </DocumentPage>
  );
};
