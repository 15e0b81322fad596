import type { Metadata } from "next";
import { documentOf } from "#app/docs/document-of.tsx";
import { currentSession } from "#app/require-session.ts";
import { serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";
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
  const own = typeof webhookId === "string" && (await currentSession()) ? await sampleOf(webhookId) : null;
  const sample = own ?? madeSample({ name: null, url: "https://example.com/hook", events: [] }, NO_PLATFORM_TYPES);
  return documentOf("signatures", <SampleRequestCard sample={sample} t={await serverTexts("documents.sample")} />);
};

export default SignaturesPage;

/** Newest request to this webhook, or an example; null for a webhook that is not there. */
const sampleOf = async (id: string): Promise<SampleRequest | null> => {
  const { queryClient, trpc } = await serverApi();
  try {
    const webhook = await queryClient.fetchQuery(trpc.webhooks.get.queryOptions({ id }));
    const { mode, url, events } = webhook;
    const name = webhookName(webhook);
    const example = async () => madeSample({ name, url, events }, await deps().platformTypes.read());
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

/** Example of the first event type that the webhook gets. */
const madeSample = (
  { name, url, events }: { name: string | null; url: string; events: readonly string[] },
  platform: PlatformTypes,
): SampleRequest => {
  const types = listEventTypes(platform);
  const type = types.find((one) => events.includes(one.type)) ?? types[0];
  const prefix = env().WEBHOOK_HEADER_PREFIX;
  const event = type?.type ?? "appointment.created";
  const data = { id: "<evt_…>", event, timestamp: "2026-12-05T10:00:00.000Z", data: type?.sample };
  return {
    name,
    url,
    headers: {
      "Content-Type": "application/json",
      [`X-${prefix}-Event`]: event,
      [`X-${prefix}-Delivery`]: "<dlv_…>",
      [`X-${prefix}-Attempt`]: "1",
      [`X-${prefix}-Signature`]: "<64 hex digits>",
      "webhook-id": "<evt_…>",
      "webhook-timestamp": "<Unix seconds>",
      "webhook-signature": "v1,<base64>",
    },
    body: JSON.stringify(data, null, 2),
    isReal: false,
  };
};
