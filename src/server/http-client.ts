import { setTimeout as sleep } from "node:timers/promises";
import type { AttemptError, HttpOutcome, HttpPhase, HttpRequest, HttpSender, HttpTimings } from "#domain/context.ts";
import type { NetworkRule } from "#domain/url-policy/networks.ts";
import { BLOCKED, DEADLINE, explainDns, explainFailure, NOT_SENT } from "#server/http-client/attempt-error.ts";
import { type Connection, createConnections } from "#server/http-client/connections.ts";
import { type Exchange, exchange } from "#server/http-client/exchange.ts";
import { createDnsResolver, type ResolveHost } from "#server/http-client/resolve-host.ts";
import { createVetting, type Vetting } from "#server/http-client/vetted-addresses.ts";

const DNS_TIMEOUT_MS = 5_000;
/**
 * A receiver that closes an idle connection may do so while our request is on its way: it was never read, and failing
 * the attempt would be false. Then it is sent once more, on a new connection (at least once; `webhook-id` is the same).
 * A connection that was busy a moment ago is not closed for being idle: there, a closed connection is the receiver's
 * answer, and one attempt stays one request.
 */
const RESEND_AFTER_IDLE_MS = 1_000;

export type HttpSenderOptions = {
  allowNetworks: readonly NetworkRule[];
  resolver?: ResolveHost;
  resendAfterIdleMs?: number;
};

/**
 * The one way out to receivers. Every attempt resolves the name (or takes fresh records), judges all of its addresses and
 * connects to exactly these; `timeoutMs` bounds all of it, DNS and body included. Redirects are responses. TLS 1.2 or
 * newer, always verified. `send` never throws. `close` lets attempts in flight end, refuses new ones, and then has
 * closed every connection.
 */
export const createHttpSender = ({
  allowNetworks,
  resolver = createDnsResolver(),
  resendAfterIdleMs = RESEND_AFTER_IDLE_MS,
}: HttpSenderOptions): { send: HttpSender; close: () => Promise<void> } => {
  const vet = createVetting({ allowNetworks, resolve: resolver });
  const connections = createConnections();
  let inFlight = 0;
  let onDrained: (() => void) | null = null;

  const exchangeOn = async (connection: Connection, ...rest: Parameters<typeof exchange> extends [unknown, ...infer R] ? R : never) => {
    const result = await exchange(connection, ...rest);
    if (result.response && result.isReusable) connections.giveBack(connection);
    else connections.discard(connection);
    return result;
  };

  const attempt = async (request: HttpRequest, startedAt: number): Promise<HttpOutcome> => {
    const onPhase = phaseReporter(request.onPhase);
    const deadlineAt = startedAt + request.timeoutMs;
    const timings: HttpTimings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
    const failed = (error: AttemptError) => outcome({ response: null, error }, timings, startedAt);
    const blocked = async () => {
      // A steady answer would tell a blocked address from a closed port by its time.
      await sleep(200 + Math.random() * 200);
      return failed(BLOCKED);
    };

    const url = URL.canParse(request.url) ? new URL(request.url) : null;
    if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return blocked();

    onPhase("resolving");
    let vetting = vet(url);
    if (vetting instanceof Promise) {
      const resolved = await settledWithin(vetting, Math.min(DNS_TIMEOUT_MS, deadlineAt - performance.now()));
      timings.dnsMs = performance.now() - startedAt;
      if ("reason" in resolved) return failed(explainDns(resolved.reason, url.hostname));
      vetting = resolved.value;
    }
    if (!vetting.ok) return blocked();

    const options = { request, path: url.pathname + url.search, deadlineAt, onPhase };
    let connection = connections.take(request.tenantId, url.origin, vetting.vetted);
    let result = await exchangeOn(connection, options);
    if (isStale(result, resendAfterIdleMs)) {
      connection = connections.openLike(connection);
      result = await exchangeOn(connection, options);
    }
    timings.connectMs = connection.connectMs;
    timings.tlsMs = connection.tlsMs;
    timings.firstByteMs = result.firstByteMs;
    if (!result.response) return failed(explainFailure(result.reason, result.stage, url.hostname));
    return outcome({ response: result.response, error: null }, timings, startedAt);
  };

  return {
    send: async (request) => {
      const startedAt = performance.now();
      if (onDrained) return outcome({ response: null, error: NOT_SENT }, NO_TIMINGS, startedAt);
      inFlight++;
      try {
        return await attempt(request, startedAt);
      } catch {
        return outcome({ response: null, error: NOT_SENT }, NO_TIMINGS, startedAt);
      } finally {
        inFlight--;
        if (inFlight === 0) onDrained?.();
      }
    },
    close: async () => {
      connections.closeIdle();
      await new Promise<void>((resolve) => {
        onDrained = resolve;
        if (inFlight === 0) resolve();
      });
    },
  };
};
