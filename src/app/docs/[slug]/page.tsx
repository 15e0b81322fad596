import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { documentOf } from "#app/docs/document-of.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { DOCUMENTS, type DocumentSlug } from "#features/documents/documents.ts";

type Props = { params: Promise<{ slug: string }> };

const slugOf = async ({ params }: Props): Promise<DocumentSlug> => {
  const { slug } = await params;
  return DOCUMENTS.find((document) => document.slug === slug)?.slug ?? notFound();
};

export const generateMetadata = async (props: Props): Promise<Metadata> => ({
  title: (await serverTexts("documents.titles"))(await slugOf(props)),
});

const DocumentPage = async (props: Props) => documentOf(await slugOf(props));

export default DocumentPage;
