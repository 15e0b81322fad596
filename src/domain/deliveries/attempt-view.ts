import type { Actor } from "#domain/context.ts";
import { certificateView } from "#domain/deliveries/certificate.schema.ts";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { toShownHeaders } from "#domain/deliveries/own-headers.ts";
import { type Exchange, unpackExchange } from "#domain/deliveries/packed-exchange.ts";
import { hideUrl, seesUrls, urlFor } from "#domain/shown-url.ts";

export const attemptColumns = { omit: { tenantId: true, deliveryId: true }, include: { exchanges: true } } as const;

type AttemptRow = {
  id: string;
  number: number;
  trigger: string;
  requestedBy: string | null;
  url: string;
  outcome: string | null;
  startedAt: Date;
  durationMs: number | null;
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
  responseStatus: number | null;
  errorCode: string | null;
  errorMessage: string | null;
  resentOnNewConnection: boolean;
  exchanges: {
    requestHeaders: string;
    responseHeaders: string | null;
    responseBody: Uint8Array | null;
    responseTruncated: boolean;
    certificate: string | null;
    packed: Uint8Array | null;
  }[];
};

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
/** Certificates are stored by *Send test*, in the form of the view. One that a later release has stored otherwise is not shown. */
const certificateOf = (json: string | null | undefined) =>
  json ? (certificateView.safeParse(JSON.parse(json)).data ?? null) : null;
const headers = (json: string | null): Record<string, string> => (json ? JSON.parse(json) : {});

/** Rows of older releases have a column for each part. Null = deleted by retention or an erasure. */
const exchangeOf = ({ exchanges: [row] }: AttemptRow): Exchange | null => {
  if (!row) return null;
  const { packed, requestHeaders, responseHeaders, responseBody } = row;
  if (!packed)
    return { requestHeaders: headers(requestHeaders), responseHeaders: headers(responseHeaders), responseBody };
  const exchange = unpackExchange(packed);
  return exchange && responseBody ? { ...exchange, responseBody } : exchange;
};

/** Tells a row that a later release has packed, before it was replaced by this one: headers and response are not shown. */
export const isUnreadable = (row: AttemptRow): boolean => row.exchanges[0]?.packed != null && exchangeOf(row) === null;

type OfDelivery = { deliveryId: string; eventId: string; event: string };

/** Shortens the URL, also inside the response. */
export const toAttemptView = (actor: Actor, row: AttemptRow, delivery: OfDelivery): AttemptView => {
  const shown = (text: string) => (seesUrls(actor) ? text : hideUrl(text, row.url));
  const exchange = exchangeOf(row);
  return {
    id: row.id,
    number: row.number,
    trigger: row.trigger as AttemptView["trigger"],
    requestedBy: row.requestedBy,
    startedAt: row.startedAt.toISOString(),
    durationMs: row.durationMs,
    timings: { dnsMs: row.dnsMs, connectMs: row.connectMs, tlsMs: row.tlsMs, firstByteMs: row.firstByteMs },
    request: {
      url: urlFor(actor, row.url),
      headers: toShownHeaders(exchange?.requestHeaders ?? {}, { ...delivery, number: row.number }),
    },
    response:
      row.responseStatus === null
        ? null
        : {
            status: row.responseStatus,
            headers: mapValues(exchange?.responseHeaders ?? {}, shown),
            body: exchange ? shown(text(exchange.responseBody ?? new Uint8Array())) : null,
            bodyTruncated: row.exchanges[0]?.responseTruncated ?? false,
          },
    error:
      row.errorCode === null
        ? null
        : { code: row.errorCode as NonNullable<AttemptView["error"]>["code"], message: row.errorMessage ?? "" },
    resentOnNewConnection: row.resentOnNewConnection,
    certificate: certificateOf(row.exchanges[0]?.certificate),
  };
};

const mapValues = (
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
