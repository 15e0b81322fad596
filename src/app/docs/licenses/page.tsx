import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metadata } from "next";
import { serverTexts } from "#app/server-texts.ts";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { DocumentPage } from "#features/documents/document-page.tsx";
import { shownNotices } from "#features/documents/documents.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("documents.licenses"))("title"),
});

let known: ReturnType<typeof shownNotices> | undefined;

const readNotices = () => {
  known ??= shownNotices(readFileSync(join(process.cwd(), "THIRD-PARTY-NOTICES"), "utf8"));
  return known;
};

const LicensesPage = async () => {
  const t = await serverTexts("documents");
  const { packages, licenses } = readNotices();
  return (
    <DocumentPage slug={null} title={t("licenses.title")} about={t("licenses.about")} t={t}>
      <Notices text={packages} />
      <div className="pt-4">
        <Disclosure summary={t("licenses.texts")}>
          <Notices text={licenses} />
        </Disclosure>
      </div>
    </DocumentPage>
  );
};

const Notices = ({ text }: { text: string }) => (
  <pre
    lang="en"
    translate="no"
    className="rounded-xl border border-line bg-sunken p-4 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap"
  >
    {text}
  </pre>
);

export default LicensesPage;
