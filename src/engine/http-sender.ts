import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";

export type HttpTimings = {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
};

export type HttpPhase = "resolving" | "connecting" | "securing" | "sent" | "status" | "body";

/** Listeners of one request. */
export type HttpWatch = {
  onPhase?: (phase: HttpPhase) => void;
  /** Called at most once, and only over TLS. Tests alone ask: reading a certificate takes time. */
  onCertificate?: (certificate: CertificateView) => void;
};

export type HttpRequest = HttpWatch & {
  url: string;
  tenantId: string;
  headers: Record<string, string>;
  body: Uint8Array;
  /** Covers DNS, connect, TLS, headers and body. */
  timeoutMs: number;
};

export type AttemptErrorCode =
  | "dns_error"
  | "connection_refused"
  | "connection_reset"
  | "connect_timeout"
  | "timeout"
  | "tls_error"
  | "blocked_address"
  | "redirect_not_followed"
  | "http_status"
  | "invalid_response"
  | "interrupted";

/** `message` never holds an internal address: tenants see it. */
export type AttemptError = { code: AttemptErrorCode; message: string };

export type HttpResponse = {
  status: number;
  /** Lower-cased names; repeated headers joined with ", ". At most 64 headers of 1 KiB. */
  headers: Record<string, string>;
  /** At most 16 KiB. */
  body: Uint8Array;
  bodyTruncated: boolean;
};

/**
 * A complete header block is a response, even if its body fails. `resentOnNewConnection`: the kept connection was closed, and the
 * request was sent once more on a new connection.
 */
export type HttpOutcome = { timings: HttpTimings; durationMs: number; resentOnNewConnection?: boolean } & (
  | { response: HttpResponse; error: null }
  | { response: null; error: AttemptError }
);

/** Never throws. */
export type HttpSender = (request: HttpRequest) => Promise<HttpOutcome>;
