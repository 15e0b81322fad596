import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireSession } from "#app/require-session.ts";
import { serverTexts } from "#app/server-texts.ts";
import { env } from "#env.ts";
import { Inspector } from "#features/playground/inspector.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("playground.inspector"))("title"),
});

type Props = { params: Promise<{ path: string[] }> };

const InspectorPage = async ({ params }: Props) => {
  const { SEED_DEMO, BASE_URL } = env();
  if (!SEED_DEMO) notFound();
  // Next passes parameters still encoded.
  const path = (await params).path.join("/");
  await requireSession();
  return <Inspector path={`/demo/receiver/${path}`} url={`${BASE_URL}/demo/receiver/${path}`} />;
};

export default InspectorPage;
