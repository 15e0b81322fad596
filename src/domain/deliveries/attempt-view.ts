import type { Actor } from "#domain/context.ts";
import { certificateView } from "#domain/deliveries/certificate.schema.ts";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
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
  }[];
};

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
/** Certificates are stored by *Send test*, in the form of the view. */
const certificateOf = (json: string | null | undefined) => (json ? certificateView.parse(JSON.parse(json)) : null);
const headers = (json: string | null | undefined): Record<string, string> => (json ? JSON.parse(json) : {});

/** Shortens the URL, also inside the response. */
export const toAttemptView = (actor: Actor, row: AttemptRow): AttemptView => {
  const shown = (text: string) => (seesUrls(actor) ? text : hideUrl(text, row.url));
  return {
    id: row.id,
    number: row.number,
    trigger: row.trigger as AttemptView["trigger"],
    requestedBy: row.requestedBy,
    startedAt: row.startedAt.toISOString(),
    durationMs: row.durationMs,
    timings: { dnsMs: row.dnsMs, connectMs: row.connectMs, tlsMs: row.tlsMs, firstByteMs: row.firstByteMs },
    request: { url: urlFor(actor, row.url), headers: headers(row.exchanges[0]?.requestHeaders) },
    response:
      row.responseStatus === null
        ? null
        : {
            status: row.responseStatus,
            headers: mapValues(headers(row.exchanges[0]?.responseHeaders), shown),
            body: row.exchanges[0] ? shown(text(row.exchanges[0].responseBody ?? new Uint8Array())) : null,
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

const mapValues = (record: Record<string, string>, change: (value: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
