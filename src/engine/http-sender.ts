export type HttpTimings = {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
};

export type HttpPhase = "resolving" | "connecting" | "sent" | "status" | "body";

export type HttpRequest = {
  url: string;
  /** Part of the connection pool's key: tenants never share a connection. */
  tenantId: string;
  headers: Record<string, string>;
  body: Uint8Array;
  /** The whole attempt: DNS, connect, TLS, headers and body. */
  timeoutMs: number;
  onPhase?: (phase: HttpPhase) => void;
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

/** `message` is safe to show to a tenant: it never holds an inner address. */
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
 * What came of one POST. A complete header block is a response, whatever happened to its body. Never throws.
 * `resentOnNewConnection`: a kept connection turned out to be closed, and the same request went once more on a new one. Left
 * out, it did not.
 */
export type HttpOutcome = { timings: HttpTimings; durationMs: number; resentOnNewConnection?: boolean } & (
  | { response: HttpResponse; error: null }
  | { response: null; error: AttemptError }
);

export type HttpSender = (request: HttpRequest) => Promise<HttpOutcome>;
