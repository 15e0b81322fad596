import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

export type ErrorCode = NonNullable<AttemptView["error"]>["code"];

/** What came of an attempt: a code when it failed, the status when there was an answer. */
export type Symptom = { code: ErrorCode | null; status: number | null };

/** The same thing for two people: `ownerText` for who runs the salon, `developerText` for who runs the receiver. */
export type Diagnosis = { ok: boolean; title: string; ownerText: string; developerText: string };

/** Says what an attempt's outcome means and what to do about it. Knows every error code and every status. */
export const diagnose = ({ code, status }: Symptom): Diagnosis => {
  if (code === null || code === "http_status" || code === "redirect_not_followed") {
    return status === null ? UNKNOWN : diagnoseStatus(status);
  }
  return BY_CODE[code];
};

const problem = (title: string, ownerText: string, developerText: string): Diagnosis => ({
  ok: false,
  title,
  ownerText,
  developerText,
});

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
    "The receiver's security certificate is out of date or belongs to another address. Its operator must renew it.",
    "The TLS handshake failed: check the certificate's dates, host names and the intermediate certificates.",
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

const diagnoseStatus = (status: number): Diagnosis => {
  if (status >= 200 && status < 300) {
    return {
      ok: true,
      title: "Delivered",
      ownerText: "The receiver has it. Nothing needs to be done.",
      developerText: `The receiver answered ${status}.`,
    };
  }
  const known = BY_STATUS[status];
  if (known) return known;
  if (status < 400) return redirect(status);
  return status < 500 ? refused(status) : broken(status);
};

const redirect = (status: number) =>
  problem(
    "The address has moved",
    "The receiver says that it now lives at another address. Enter the new one in this webhook's settings.",
    `It answered ${status}. Redirects are never followed: register the target of the Location header.`,
  );

const refused = (status: number) =>
  problem(
    "The receiver refused it",
    "It was reached but does not accept this message. Whoever runs it can see why in its logs.",
    `It answered ${status}. Any answer but 2xx counts as a failure.`,
  );

const broken = (status: number) =>
  problem(
    "The receiver has a problem",
    "It was reached but failed on its side. This often passes by itself; if not, tell whoever runs it.",
    `It answered ${status}. Look for an error in the receiver's logs at this time.`,
  );

const denied = (status: number) =>
  problem(
    "The receiver wants to know who is calling",
    "It refuses because a key or password is missing or wrong. Check the custom headers in this webhook's settings.",
    `It answered ${status}. Add its credentials as a custom header, or let signed requests through.`,
  );

const BY_STATUS: Record<number, Diagnosis> = {
  400: refused(400),
  401: denied(401),
  403: denied(403),
  404: problem(
    "There is nothing at this address",
    "The receiver exists, but not this page of it. Check the address for typing mistakes after the name.",
    "It answered 404. Is the path right, and does the route accept POST?",
  ),
  405: problem(
    "This address takes no messages",
    "The address exists but is not made for receiving. You may have copied the address of a web page.",
    "It answered 405. The route must accept POST.",
  ),
  410: problem(
    "The receiver is gone",
    "It says that it wants no more messages, so this webhook was turned off. Turn it on again when that is put right.",
    "It answered 410 Gone, which disables the webhook.",
  ),
  413: problem(
    "The message was too large for the receiver",
    "The receiver only takes shorter messages. Its operator can raise the limit.",
    "It answered 413. Allow bodies of at least 256 KiB.",
  ),
  429: problem(
    "The receiver asked us to slow down",
    "It gets too much at once. We wait and try again; you can limit the speed in this webhook's settings.",
    "It answered 429. A Retry-After header is respected up to the end of the retry window.",
  ),
  503: problem(
    "The receiver is not available right now",
    "It is overloaded or being worked on. We try again by ourselves.",
    "It answered 503. A Retry-After header is respected up to the end of the retry window.",
  ),
};

/** Why a delivery is where it is, in one line of the log; null when there is nothing to add to its status. */
export const plainReason = (reason: string | null): string | null => {
  if (reason === null) return null;
  const known = REASONS[reason];
  if (known) return known;
  return reason in BY_CODE ? BY_CODE[reason as keyof typeof BY_CODE].title : reason.replaceAll("_", " ");
};

const REASONS: Record<string, string> = {
  http_status: "The receiver answered with an error",
  redirect_not_followed: "The address has moved",
  gone: "The receiver is gone",
  webhook_inactive: "The webhook was off",
  webhook_disabled: "The webhook was turned off automatically",
  webhook_deleted: "The webhook was deleted",
};
