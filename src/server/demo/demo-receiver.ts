import { randomUUID } from "node:crypto";
import type { Deps } from "#domain/context.ts";
import { acceptHeader } from "#domain/deliveries/own-headers.ts";
import { isReservedHeader } from "#domain/subscriptions/reserved-headers.values.ts";
import { type Verdict, verifyReceived } from "#domain/subscriptions/verify-received.ts";
import { HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";

export const ANSWERS = {
  ok: { status: 200, delayMs: 0, body: '{"received":true}' },
  slow: { status: 200, delayMs: 3_000, body: '{"received":true}' },
  hang: { status: 200, delayMs: 30_000, body: '{"received":true}' },
  not_found: { status: 404, delayMs: 0, body: '{"error":"there is nothing here"}' },
  gone: { status: 410, delayMs: 0, body: '{"error":"this address is gone for good"}' },
  too_many: { status: 429, delayMs: 0, body: '{"error":"too many requests"}' },
  broken: { status: 500, delayMs: 0, body: '{"error":"the receiver is broken"}' },
} as const;

export type Answer = keyof typeof ANSWERS;

export const isAnswer = (text: string): text is Answer => Object.hasOwn(ANSWERS, text);

/**
 * Captured request. Only `tenantIds`, whose webhooks have this URL, see the request; with no such webhook all tenants
 * see it.
 */
export type Received = {
  id: string;
  at: string;
  method: string;
  headers: Record<string, string>;
  body: string;
  bodyTruncated: boolean;
  verdict: Verdict;
  answer: Answer;
  tenantIds: string[];
};

type Kept = Received & { bytes: number };

type Inspector = { answer: Answer; received: Kept[] };

const RECEIVED_MAX = 50;
const INSPECTORS_MAX = 200;
const BODY_BYTES_MAX = 300 * 1024;
/** Bounds all inspectors together: anyone who knows the URL can send to an inspector. */
const TOTAL_BYTES_MAX = 32 * 1024 * 1024;
/** Headers never stored: browser credentials, and headers that our own server adds. */
const HIDDEN_HEADERS = /^(cookie|proxy-authorization|x-forwarded-.*|x-bellhop-.*|x-request-id)$/;

// Memory only. Next bundles this module several times in one process; all bundles share the map.
const shared = globalThis as typeof globalThis & { bellhopInspectors?: Map<string, Inspector> };

const inspectorAt = (path: string): Inspector => {
  shared.bellhopInspectors ??= new Map();
  const inspectors = shared.bellhopInspectors;
  const inspector = inspectors.get(path) ?? { answer: "ok", received: [] };
  // Insertion order is the order of use: the first entry is the longest unused.
  inspectors.delete(path);
  inspectors.set(path, inspector);
  for (const oldest of inspectors.keys()) {
    if (inspectors.size <= INSPECTORS_MAX) break;
    inspectors.delete(oldest);
  }
  return inspector;
};

/** Returns the requests that `tenantId` may see, newest first, and the current answer. */
export const inspect = (path: string, tenantId: string): { answer: Answer; received: Received[] } => {
  const { answer, received } = inspectorAt(path);
  return {
    answer,
    received: visibleTo(received, tenantId).map(({ bytes: _, ...request }) => request),
  };
};

const visibleTo = (received: readonly Kept[], tenantId: string): Kept[] =>
  received.filter(({ tenantIds }) => tenantIds.length === 0 || tenantIds.includes(tenantId));

export const setAnswer = (path: string, answer: Answer): void => {
  inspectorAt(path).answer = answer;
};

export const clearReceived = (path: string, tenantId: string): void => {
  const inspector = inspectorAt(path);
  const visible = new Set(visibleTo(inspector.received, tenantId));
  inspector.received = inspector.received.filter((request) => !visible.has(request));
};

/**
 * Stores one request and returns its answer.
 *
 * @param urls all spellings of this URL that a webhook may be registered with
 * @param override replaces the inspector's answer for this request
 */
export const receive = async (
  deps: Pick<Deps, "db" | "secrets" | "clock" | "settings">,
  path: string,
  urls: string[],
  request: { method: string; headers: Headers; body: Uint8Array },
  override?: Answer,
): Promise<(typeof ANSWERS)[Answer]> => {
  const inspector = inspectorAt(path);
  const answer = override ?? inspector.answer;
  const now = deps.clock();
  const { verdict, tenantIds } = await verifyReceived(deps, urls, {
    ...request,
    nowSeconds: Math.floor(now.getTime() / 1_000),
  });
  const headers = shownHeaders(request.headers, deps.settings.headerPrefix);
  const body = new TextDecoder().decode(request.body.subarray(0, BODY_BYTES_MAX));
  inspector.received.unshift({
    id: randomUUID(),
    at: now.toISOString(),
    method: request.method,
    headers,
    body,
    bodyTruncated: request.body.byteLength > BODY_BYTES_MAX,
    verdict,
    answer,
    tenantIds,
    bytes: 2 * (body.length + Object.entries(headers).flat().join("").length),
  });
  inspector.received.length = Math.min(inspector.received.length, RECEIVED_MAX);
  forgetOldest();
  return ANSWERS[answer];
};

/** Shows values of reserved names, and the `Accept` of every request. Other headers may hold a tenant's secret. */
const shownHeaders = (headers: Headers, ownPrefix: string): Record<string, string> =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => !HIDDEN_HEADERS.test(name))
      .map(([name, value]) => [name, isShown(name, value, ownPrefix) ? value : HEADER_VALUE_MASK]),
  );

const { Accept: ACCEPT_OF_ALL } = acceptHeader([]);

const isShown = (name: string, value: string, ownPrefix: string): boolean =>
  isReservedHeader(name, ownPrefix) || (name === "accept" && value === ACCEPT_OF_ALL);

/** Removes oldest requests, starting with the longest unused inspector. */
const forgetOldest = () => {
  const inspectors = [...(shared.bellhopInspectors?.values() ?? [])];
  let total = inspectors.reduce((sum, { received }) => sum + received.reduce((bytes, one) => bytes + one.bytes, 0), 0);
  for (const { received } of inspectors)
    while (total > TOTAL_BYTES_MAX && received.length > 0) total -= received.pop()?.bytes ?? 0;
};
