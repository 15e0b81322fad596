import type { Metadata } from "next";
import { documentOf } from "#app/docs/document-of.tsx";
import { madeSample, STRANGER } from "#app/docs/signatures/made-sample.ts";
import { currentSession } from "#app/require-session.ts";
import { serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { env } from "#env.ts";
import { type SampleRequest, SampleRequestCard } from "#features/documents/sample-request.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { deps } from "#server/deps.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("documents.titles"))("signatures"),
});

type Props = { searchParams: Promise<{ webhookId?: string | string[] }> };

const SignaturesPage = async ({ searchParams }: Props) => {
  const { webhookId } = await searchParams;
  const isSignedIn = Boolean(await currentSession());
  const own = typeof webhookId === "string" && isSignedIn ? await sampleOf(webhookId) : null;
  const sample = own ?? (await madeSample(STRANGER, env().WEBHOOK_HEADER_PREFIX));
  return documentOf(
    "signatures",
    <SampleRequestCard sample={sample} isSignedIn={isSignedIn} t={await serverTexts("documents.sample")} />,
  );
};

export default SignaturesPage;

/** Newest request to this webhook, or an example; null for a webhook that is not there. */
const sampleOf = async (id: string): Promise<SampleRequest | null> => {
  const { queryClient, trpc } = await serverApi();
  try {
    const webhook = await queryClient.fetchQuery(trpc.webhooks.get.queryOptions({ id }));
    const { mode } = webhook;
    const name = webhookName(webhook);
    const example = async () =>
      madeSample({ ...webhook, name }, env().WEBHOOK_HEADER_PREFIX, await deps().platformTypes.read());
    const list = { webhookId: [id], mode, limit: 10 };
    const { data } = await queryClient.fetchQuery(trpc.deliveries.list.queryOptions(list));
    const sent = data.find(({ attemptCount }) => attemptCount > 0);
    if (!sent) return await example();
    const delivery = await queryClient.fetchQuery(trpc.deliveries.get.queryOptions({ id: sent.id }));
    const request = delivery.attempts.at(-1)?.request;
    if (!request || delivery.body === null) return await example();
    return { name, url: request.url, headers: request.headers, body: delivery.body, isReal: true };
  } catch {
    return null;
  }
};
