import type { Metadata } from "next";
import { serverTexts } from "#app/server-texts.ts";
import { DocumentList, DocumentPage } from "#features/documents/document-page.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await serverTexts("documents"))("title") });

const DocsPage = async () => {
  const t = await serverTexts("documents");
  return (
    <DocumentPage slug={null} title={t("title")} about={t("about")} t={t}>
      <DocumentList t={t} />
    </DocumentPage>
  );
};

export default DocsPage;
