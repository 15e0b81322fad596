import { setTimeout as sleep } from "node:timers/promises";
import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
import type {
  AttemptError,
  HttpOutcome,
  HttpPhase,
  HttpRequest,
  HttpResponse,
  HttpSender,
  HttpTimings,
} from "#engine/http-sender.ts";
import {
  BLOCKED,
  explainDns,
  explainFailure,
  NOT_SENT,
  STOOD_STILL,
  STOOD_STILL_MS,
} from "#server/http-client/attempt-error.ts";
import { certificateReporter, certificateView } from "#server/http-client/certificate-view.ts";
import { type Connection, createConnections } from "#server/http-client/connections.ts";
import { type ExchangeOptions, exchange } from "#server/http-client/exchange.ts";
import { createDnsResolver, type ResolveHost } from "#server/http-client/resolve-host.ts";
import { tlsFactsOf } from "#server/http-client/secure-socket.ts";
import type { EgressProxy } from "#server/http-client/tunnel-connect.ts";
import { createVetting } from "#server/http-client/vetted-addresses.ts";

const DNS_TIMEOUT_MS = 5_000;
/** Random duration of a blocked attempt, so that timing reveals nothing about the network. */
const BLOCKED_MS = { min: 200, max: 400 };

export type HttpSenderOptions = {
  policy: AddressPolicy;
  /** HTTP_PROXY and similar variables are ignored. */
  proxy?: EgressProxy;
  /** Returns a value in [0, 1). */
  random?: () => number;
  wait?: (ms: number) => Promise<unknown>;
  resolver?: ResolveHost;
};

/**
 * Sends all requests to receivers. Connects only to checked addresses, or leaves names to `proxy`. TLS is 1.2 or newer and
 * always verified. Redirects are responses. If a kept connection closes before a byte comes back, the request is sent once more on a
 * new connection. `close` refuses new attempts and waits for open ones.
 */
export const createHttpSender = ({
  policy,
  proxy,
  random = Math.random,
  wait = sleep,
  resolver = createDnsResolver(),
}: HttpSenderOptions): { send: HttpSender; close: () => Promise<void> } => {
  const vet = createVetting({ policy, resolve: resolver, isProxied: proxy !== undefined });
  const connections = createConnections(proxy);
  let inFlight = 0;
  let onDrained: (() => void) | null = null;
  let closing: Promise<void> | null = null;

  const exchangeOn = async (connection: Connection, options: ExchangeOptions) => {
    const result = await exchange(connection, options);
    if (result.response && result.isReusable) connections.giveBack(connection);
    else connections.discard(connection);
    return result;
  };

  const attempt = async (request: HttpRequest, startedAt: number): Promise<HttpOutcome> => {
    const onPhase = phaseReporter(request.onPhase);
    const deadlineAt = startedAt + request.timeoutMs;
    const timings: HttpTimings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
    let resentOnNewConnection = false;
    const ended = (result: Result) => ({ ...outcome(result, timings, startedAt), resentOnNewConnection });
    const failed = (error: AttemptError) => ended({ response: null, error });
    const blocked = async () => {
      const endsAt = startedAt + BLOCKED_MS.min + random() * (BLOCKED_MS.max - BLOCKED_MS.min);
      await wait(Math.max(0, Math.min(endsAt, deadlineAt) - performance.now()));
      return outcome({ response: null, error: BLOCKED }, NO_TIMINGS, startedAt);
    };

    onPhase("resolving");
    let vetting = vet(request.url);
    if (vetting instanceof Promise) {
      const resolved = await settledWithin(vetting, Math.min(DNS_TIMEOUT_MS, deadlineAt - performance.now()));
      timings.dnsMs = performance.now() - startedAt;
      if ("reason" in resolved) return failed(explainDns(resolved.reason, URL.parse(request.url)?.hostname ?? ""));
      vetting = resolved.value;
    }
    if (!vetting.ok) return blocked();

    const { url, path, vetted } = vetting;
    const onCertificate = request.onCertificate && certificateReporter(request.onCertificate);
    const options = { request, path, deadlineAt, onPhase, onCertificate };
    const connection = connections.take(request.tenantId, url.origin, vetted);
    let result = await exchangeOn(connection, options);
    if (!result.response && result.stale) {
      resentOnNewConnection = result.stale.wasSent;
      result = await exchangeOn(connections.openLike(connection), options);
    }
    Object.assign(timings, result.timings);
    if (!result.response && performance.now() - deadlineAt > STOOD_STILL_MS) return failed(STOOD_STILL);
    if (!result.response) {
      const { reason } = result;
      onCertificate?.(() => certificateView(tlsFactsOf(reason)?.certificate, false));
      const error = explainFailure(reason, result.stage, url.hostname);
      return error.code === BLOCKED.code ? blocked() : failed(error);
    }
    return ended({ response: result.response, error: null });
  };

  return {
    send: async (request) => {
      const startedAt = performance.now();
      if (closing) return outcome({ response: null, error: NOT_SENT }, NO_TIMINGS, startedAt);
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
    close: () => {
      closing ??= new Promise((resolve) => {
        connections.closeIdle();
        onDrained = resolve;
        if (inFlight === 0) resolve();
      });
      return closing;
    },
  };
};

const NO_TIMINGS: HttpTimings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };

type Result = { response: HttpResponse; error: null } | { response: null; error: AttemptError };

const outcome = (result: Result, timings: HttpTimings, startedAt: number): HttpOutcome => ({
  ...result,
  timings: {
    dnsMs: rounded(timings.dnsMs),
    connectMs: rounded(timings.connectMs),
    tlsMs: rounded(timings.tlsMs),
    firstByteMs: rounded(timings.firstByteMs),
  },
  durationMs: Math.round(performance.now() - startedAt),
});

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 100) / 100);

const settledWithin = <Value>(promise: Promise<Value>, ms: number): Promise<{ value: Value } | { reason: unknown }> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ reason: null }), Math.max(0, ms));
    const settle = (settled: { value: Value } | { reason: unknown }) => {
      clearTimeout(timer);
      resolve(settled);
    };
    promise.then(
      (value) => settle({ value }),
      (reason: unknown) => settle({ reason }),
    );
  });

const PHASES: readonly HttpPhase[] = ["resolving", "connecting", "securing", "sent", "status", "body"];

/** Reports each phase once, also when a request is sent again. */
const phaseReporter = (listener: ((phase: HttpPhase) => void) | undefined) => {
  if (!listener) return () => {};
  let reached = -1;
  return (phase: HttpPhase) => {
    const place = PHASES.indexOf(phase);
    if (place <= reached) return;
    reached = place;
    try {
      listener(phase);
    } catch {
      // Listener errors must not fail the attempt.
    }
  };
};
