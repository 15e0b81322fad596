import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metadata } from "next";
import { serverTexts } from "#app/server-texts.ts";
import { DocumentPage } from "#features/documents/document-page.tsx";
import { shownNotices } from "#features/documents/documents.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("documents.licenses"))("title"),
});

let known: string | undefined;

const readNotices = (): string => {
  known ??= shownNotices(readFileSync(join(process.cwd(), "THIRD-PARTY-NOTICES"), "utf8"));
  return known;
};

const LicensesPage = async () => {
  const t = await serverTexts("documents");
  return (
    <DocumentPage slug={null} title={t("licenses.title")} about={t("licenses.about")} t={t}>
      <pre
        lang="en"
        translate="no"
        className="rounded-xl border border-line bg-sunken p-4 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap"
      >
        {readNotices()}
      </pre>
    </DocumentPage>
  );
};

export default LicensesPage;
