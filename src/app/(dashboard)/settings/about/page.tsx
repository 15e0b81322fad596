import type { Metadata } from "next";
import { requireSession } from "#app/require-session.ts";
import { serverTexts } from "#app/server-texts.ts";
import { DOCUMENTS } from "#features/documents/documents.ts";
import { About } from "#features/settings/about.tsx";
import { readVersion } from "#server/version.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.about"))("title"),
});

const AboutPage = async () => {
  await requireSession();
  const t = await serverTexts("documents.titles");
  const documents = DOCUMENTS.map(({ slug }) => ({ href: `/docs/${slug}`, title: t(slug) }));
  return <About {...readVersion()} documents={documents} />;
};

export default AboutPage;
