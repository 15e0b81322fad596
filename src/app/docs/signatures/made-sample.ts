import { formBody } from "#domain/deliveries/body-variant.ts";
import { NEWEST_API_VERSION } from "#domain/event-types/api-version.schema.ts";
import { conversionOf } from "#domain/event-types/body-version.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import type { SampleRequest } from "#features/documents/sample-request.tsx";

type Sampled = Pick<WebhookView, "url" | "events" | "apiVersion" | "redact"> & { name: string | null };

/** Webhook of a person who is not signed in. */
export const STRANGER: Sampled = {
  name: null,
  url: "https://example.com/hook",
  events: [],
  apiVersion: NEWEST_API_VERSION,
  redact: [],
};

/** Example of the first event type that a webhook gets, with the body that its requests have. */
export const madeSample = async (
  { name, url, events, apiVersion, redact }: Sampled,
  headerPrefix: string,
  platform: PlatformTypes = NO_PLATFORM_TYPES,
): Promise<SampleRequest> => {
  const types = listEventTypes(platform);
  const type = types.find((one) => events.includes(one.type)) ?? types[0];
  const event = type?.type ?? "appointment.created";
  const newest = buildEventBody(
    {
      id: "<evt_…>",
      event,
      tenantId: "<tenant ID>",
      timestamp: new Date("2026-12-05T10:00:00.000Z"),
      data: type?.sample ?? {},
    },
    platform,
  );
  const convertTo = conversionOf(NEWEST_API_VERSION, apiVersion);
  const body = await formBody({ event, body: newest }, { convertTo, redact });
  return {
    name,
    url,
    headers: {
      "Content-Type": "application/json",
      [`X-${headerPrefix}-Event`]: event,
      [`X-${headerPrefix}-Delivery`]: "<dlv_…>",
      [`X-${headerPrefix}-Attempt`]: "1",
      [`X-${headerPrefix}-Signature`]: "<64 hex digits>",
      "webhook-id": "<evt_…>",
      "webhook-timestamp": "<Unix seconds>",
      "webhook-signature": "v1,<base64>",
    },
    body: JSON.stringify(JSON.parse(new TextDecoder().decode(body)), null, 2),
    isReal: false,
  };
};
