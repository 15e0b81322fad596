import { type AttemptView, attemptErrorCode } from "#domain/deliveries/delivery.schema.ts";
import { diagnoseStatus } from "#features/deliveries/diagnose-status.ts";
import { diagnoseTls } from "#features/deliveries/diagnose-tls.ts";
import { type Diagnosis, problem } from "#features/deliveries/diagnosis.ts";

export type ErrorCode = NonNullable<AttemptView["error"]>["code"];

/** `code` is null on success; `status` is null without a response. */
export type Symptom = { code: ErrorCode | null; status: number | null; message?: string };

/** Explains an attempt's outcome and the next step. Covers all error codes and statuses. */
export const diagnose = ({ code, status, message = "" }: Symptom): Diagnosis => {
  if (code === null || code === "http_status" || code === "redirect_not_followed") {
    return status === null ? UNKNOWN : diagnoseStatus(status);
  }
  return (code === "tls_error" && diagnoseTls(message)) || BY_CODE[code];
};

/** Variant for an error without its response: the status is read from the message. */
export const diagnoseError = ({ code, message }: { code: string; message: string }): Diagnosis => {
  const known = attemptErrorCode.safeParse(code);
  const status = /answered ([1-5]\d\d)\b/.exec(message)?.[1];
  if (!known.success) return UNKNOWN;
  return diagnose({ code: known.data, status: status === undefined ? null : Number(status), message });
};

const UNKNOWN = problem(
  "No result yet",
  "The attempt is still running, or ended before it could be recorded.",
  "There is neither a response nor an error for this attempt yet.",
);

const BY_CODE: Record<Exclude<ErrorCode, "http_status" | "redirect_not_followed">, Diagnosis> = {
  dns_error: problem(
    "The address was not found",
    "The name in the address does not lead anywhere. Check it for typing mistakes, or ask whoever gave it to you.",
    "The host name did not resolve. Check its A and AAAA records in public DNS.",
  ),
  connection_refused: problem(
    "Nobody answered at this address",
    "The computer was found, but the program that should receive your messages is not running there.",
    "The connection was refused. Is the server listening on this port, and does the firewall let us in?",
  ),
  connection_reset: problem(
    "The connection broke off",
    "The receiver hung up before it answered. If this goes on, tell whoever runs it.",
    "The connection was closed before a complete response. Look for crashes, proxies or size limits on your side.",
  ),
  connect_timeout: problem(
    "The receiver could not be reached",
    "Nothing answered in time. The receiver may be switched off or behind a firewall.",
    "No connection within the time limit. A firewall that drops packets looks like this.",
  ),
  timeout: problem(
    "The receiver took too long",
    "It was reached but did not answer in time. It may be overloaded, or do too much before it answers.",
    "No complete response headers in time. Answer 2xx at once and do the work afterwards.",
  ),
  tls_error: problem(
    "The secure connection failed",
    "The endpoint's encryption or its security certificate is not in order. Its operator must look at it.",
    "The TLS handshake failed: check versions, ciphers, and the certificate's dates, host names and chain.",
  ),
  blocked_address: problem(
    "This address is not allowed",
    "The address leads into a private network, where we never send anything.",
    "The host resolves to an address that is not public. Use a public address.",
  ),
  invalid_response: problem(
    "The answer made no sense",
    "Something answered, but not in the language of the web. The address may belong to another kind of service.",
    "The response was not valid HTTP, or its headers were too large.",
  ),
  interrupted: problem(
    "We were interrupted",
    "This was our doing, not the receiver's: the attempt was cut short on our side and is made again by itself.",
    "Our process stopped during the attempt. It does not count as a failure; the receiver may see the same id twice.",
  ),
};
