import type { Actor, Deps } from "#domain/context.ts";
import { formBody } from "#domain/deliveries/body-variant.ts";
import type { VersionExample, VersionPreview } from "#domain/deliveries/version-preview.schema.ts";
import { notFound } from "#domain/errors.ts";
import { NEWEST_API_VERSION, placeOfVersion } from "#domain/event-types/api-version.schema.ts";
import { withVersion } from "#domain/event-types/body-version.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import type { PlatformTypes } from "#domain/event-types/platform-types.ts";
import { typesMeantBy } from "#domain/event-types/wildcards.ts";
import { readStoredBody, storedBodyColumns, storedBytesOf } from "#domain/payload-body.ts";
import { goBackUntil } from "#domain/subscriptions/change-api-version.ts";

/** Deliveries that are searched for an event that differs. Bodies are read one at a time. */
const SEARCHED = 10;

type Webhook = { events: readonly string[]; redact: readonly string[]; apiVersion: string };
type Source = { event: string; eventId: string | null; body: Uint8Array };

/**
 * Shows what an upgrade changes: the newest real event whose fields differ, else the newest one, else sample data. Hidden fields stay
 * hidden, unreadable events are passed over. Throws `not_found` also for a deleted webhook.
 */
export const previewVersion = async (
  { db, log, clock, platformTypes }: Pick<Deps, "db" | "log" | "clock" | "platformTypes">,
  { tenantId, mode }: Actor,
  { id }: { id: string },
): Promise<VersionPreview> => {
  const webhook = await db.webhookSubscription.findFirst({
    select: { events: true, redact: true, apiVersion: true, createdAt: true, upgradedFrom: true, upgradedAt: true },
    where: { tenantId, id, mode, deletedAt: null },
  });
  if (!webhook) throw notFound("webhook");
  const { apiVersion: current, upgradedFrom: to } = webhook;
  const until = goBackUntil(webhook);
  const canGoBack = to !== null && placeOfVersion(to) < placeOfVersion(current) && clock() <= until;
  const example =
    current === NEWEST_API_VERSION ? null : await findExample({ db, log, platformTypes }, { tenantId, id }, webhook);
  return {
    current,
    newest: NEWEST_API_VERSION,
    example,
    goBack: canGoBack ? { to, until: until.toISOString() } : null,
  };
};

const findExample = async (
  { db, log, platformTypes }: Pick<Deps, "db" | "log" | "platformTypes">,
  { tenantId, id }: { tenantId: string; id: string },
  webhook: Webhook,
): Promise<VersionExample | null> => {
  let newest: VersionExample | null = null;
  const recent = await db.webhookDelivery.findMany({
    select: { eventId: true, event: true },
    where: { tenantId, subscriptionId: id, test: false },
    orderBy: { id: "desc" },
    take: SEARCHED,
  });
  for (const { eventId, event } of recent) {
    const payload = await db.webhookPayload.findFirst({ select: storedBodyColumns, where: { tenantId, eventId } });
    const owner = { eventId, tenantId };
    const { bytes: body } = readStoredBody({ log }, storedBytesOf(payload), owner, "a preview passed it over");
    if (!body) continue;
    const { example, hasOtherFields } = await compare({ event, eventId, body }, webhook);
    if (hasOtherFields) return example;
    newest ??= example;
  }
  return newest ?? (await sampleFor(tenantId, webhook, await platformTypes.read()));
};

const compare = async ({ event, eventId, body }: Source, { redact, apiVersion }: Webhook) => {
  const [now, upgraded] = await Promise.all(
    [apiVersion, NEWEST_API_VERSION].map((convertTo) => formBody({ event, body }, { convertTo, redact })),
  );
  const text = (bytes: Uint8Array = body) => new TextDecoder().decode(bytes);
  return {
    example: { event, eventId, now: text(now), upgraded: text(upgraded) },
    hasOtherFields: text(now && withVersion(now, NEWEST_API_VERSION)) !== text(upgraded),
  };
};

const sampleFor = async (
  tenantId: string,
  webhook: Webhook,
  platform: PlatformTypes,
): Promise<VersionExample | null> => {
  const compared = await Promise.all(
    typesMeantBy(webhook.events, listEventTypes(platform)).map(({ type: event, sample: data }) => {
      const body = buildEventBody({ id: "evt_sample", event, tenantId, timestamp: new Date(0), data }, platform);
      return compare({ event, eventId: null, body }, webhook);
    }),
  );
  const shown = compared.find(({ hasOtherFields }) => hasOtherFields) ?? compared[0];
  return shown?.example ?? null;
};
