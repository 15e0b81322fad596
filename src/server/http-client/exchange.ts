import type { Dispatcher } from "undici";
import type { HttpPhase, HttpRequest, HttpResponse, HttpTimings } from "#engine/http-sender.ts";
import { DEADLINE, FLOOD, isReset, type Stage } from "#server/http-client/attempt-error.ts";
import { certificateOf, type ReportCertificate } from "#server/http-client/certificate-view.ts";
import type { Connection } from "#server/http-client/connections.ts";
import { readHeaders } from "#server/http-client/response-headers.ts";

const BODY_BYTES_MAX = 16_384;
const BODY_MS_MAX = 2_000;
/** Limits bytes besides the body. HTTP does not bound interim answers, reason phrases and chunk extensions. */
const FLOOD_BYTES_MAX = 1 << 20;
const LOOK_MS = 200;

/** `isReusable`: the answer was read to its end. */
export type Exchange = { timings: Omit<HttpTimings, "dnsMs"> } & (
  | { response: HttpResponse; isReusable: boolean }
  | {
      response: null;
      reason: unknown;
      stage: Stage;
      /** Not null when a reused connection closed before the first byte of this answer. */
      stale: { wasSent: boolean } | null;
    }
);

export type ExchangeOptions = {
  request: HttpRequest;
  path: string;
  /** Instant of `performance.now()`. */
  deadlineAt: number;
  onPhase: (phase: HttpPhase) => void;
  onCertificate?: ReportCertificate | undefined;
};

/**
 * Reads the headers and at most 16 KiB of body within 2 s. Ends at `deadlineAt`, or earlier on a flood; never rejects. Follows no
 * redirect, inflates no body.
 */
export const exchange = (
  connection: Connection,
  { request, path, deadlineAt, onPhase, onCertificate }: ExchangeOptions,
): Promise<Exchange> =>
  new Promise((resolve) => {
    let isSettled = false;
    let isSent = false;
    let sentAt = 0;
    let firstByteMs: number | null = null;
    let head: { status: number; headers: Record<string, string> } | null = null;
    const chunks: Buffer[] = [];
    let size = 0;

    const timings = () => ({ connectMs: connection.connectMs, tlsMs: connection.tlsMs, firstByteMs });
    const settle = (result: Exchange) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      resolve(result);
    };
    const respond = ({ isComplete }: { isComplete: boolean }) => {
      if (!head) return;
      const body = Buffer.concat(chunks, Math.min(size, BODY_BYTES_MAX));
      settle({ response: { ...head, body, bodyTruncated: !isComplete }, isReusable: isComplete, timings: timings() });
    };
    /** Complete header blocks count as a response, whatever happens to the body. */
    const fail = (told: unknown) => {
      if (head) return respond({ isComplete: false });
      const reason = isReset(told) ? (connection.fault ?? told) : told;
      const stage = isSent ? "waiting" : connection.connectMs === null ? "connecting" : "handshake";
      const hasBytes = isSent && connection.heads?.bytesSeen() !== 0;
      const isStale = isReset(reason) && connection.answers > 0 && !hasBytes;
      settle({ response: null, reason, stage, stale: isStale ? { wasSent: isSent } : null, timings: timings() });
    };
    let endsAt = deadlineAt;
    let bytesBefore = 0;
    const look = () => {
      if (endsAt <= performance.now()) return fail(DEADLINE);
      if (isSent && (connection.socket?.bytesRead ?? 0) - bytesBefore > FLOOD_BYTES_MAX) return fail(FLOOD);
      timer = lookAgain();
    };
    const lookAgain = () => setTimeout(look, Math.max(0, Math.min(LOOK_MS, endsAt - performance.now())));
    let timer = lookAgain();

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {
        // An error here blocks the write.
        if (isSettled) throw new Error("The deadline passed before the request was written");
        isSent = true;
        sentAt = performance.now();
        bytesBefore = connection.socket?.bytesRead ?? 0;
        connection.heads?.expect();
        onPhase("sent");
        onCertificate?.(() => certificateOf(connection.socket));
      },
      onResponseStart: (controller, status) => {
        if (isSettled || status < 200) return;
        const now = performance.now();
        firstByteMs = now - sentAt;
        head = { status, headers: readHeaders(rawHeadersOf(controller)) };
        onPhase("status");
        clearTimeout(timer);
        endsAt = Math.min(now + BODY_MS_MAX, deadlineAt);
        timer = lookAgain();
      },
      onResponseData: (_controller, chunk) => {
        if (isSettled) return;
        if (size === 0) onPhase("body");
        chunks.push(chunk);
        size += chunk.length;
        if (size > BODY_BYTES_MAX) respond({ isComplete: false });
      },
      onResponseEnd: () => respond({ isComplete: true }),
      onResponseError: (_controller, error) => fail(error),
    };

    connection.connectMs = null;
    connection.tlsMs = null;
    connection.onPhase = onPhase;
    // Compressed answers would be unreadable in the log.
    const headers = { ...request.headers, "accept-encoding": "identity" };
    connection.client.dispatch({ path, method: "POST", headers, body: request.body }, handler);
  });

/** Alternating names and values. */
const rawHeadersOf = (controller: Dispatcher.DispatchController): (Buffer | string)[] =>
  Array.isArray(controller.rawHeaders) ? controller.rawHeaders : [];
