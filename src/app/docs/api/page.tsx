import { setTimeout as pause } from "node:timers/promises";
import type { Metadata } from "next";
import { Suspense } from "react";
import { pageLocale, serverTexts } from "#app/server-texts.ts";
import { Card } from "#components/ui/card.tsx";
import { LoadingRows } from "#components/ui/states.tsx";
import { env } from "#env.ts";
import { apiDocument } from "#features/documents/api-document.ts";
import { ApiReference, placesOf } from "#features/documents/api-reference.tsx";
import { DocumentPage } from "#features/documents/document-page.tsx";
import { GoToPlace } from "#features/documents/go-to-place.tsx";
import { openApiDocument } from "#rest/openapi.ts";
import { routes } from "#rest/routes.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("documents.titles"))("api"),
});

let known: ReturnType<typeof apiDocument.parse> | undefined;

/** Reads the description of the API once: its schemas take tens of milliseconds. */
const readApi = () => {
  known ??= apiDocument.parse(openApiDocument(routes));
  return known;
};

const ApiPage = async () => {
  const t = await serverTexts("documents");
  const document = readApi();
  const { BASE_URL } = env();
  return (
    <DocumentPage
      slug="api"
      title={t("titles.api")}
      about={t("api.about", { url: BASE_URL })}
      places={placesOf(document)}
      note={(await pageLocale()) === "en" ? undefined : t("english")}
      t={t}
    >
      <p className="pb-6">
        <a href="/v1/openapi.json" className="font-medium text-accent underline underline-offset-2">
          {t("api.open")}
        </a>
      </p>
      <Suspense fallback={<LoadingReference />}>
        <Reference />
      </Suspense>
    </DocumentPage>
  );
};

const HEAD_START_MS = 100;

/** Leaves server and browser time for the head of the page: the reference takes each of them a quarter of a second. */
const Reference = async () => {
  await pause(HEAD_START_MS);
  return (
    <>
      <ApiReference document={readApi()} baseUrl={env().BASE_URL} t={await serverTexts("documents.api")} />
      <GoToPlace />
    </>
  );
};

const LoadingReference = () => (
  <Card flush>
    <LoadingRows rows={6} />
  </Card>
);

export default ApiPage;
