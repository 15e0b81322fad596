import { errors } from "undici";
import { tlsMessage } from "#domain/deliveries/tls-problem.schema.ts";
import type { AttemptError, AttemptErrorCode } from "#engine/http-sender.ts";
import { tlsFactsOf } from "#server/http-client/secure-socket.ts";
import { explainTls } from "#server/http-client/tls-failure.ts";

/** The same error code has another meaning in each stage. */
export type Stage = "connecting" | "handshake" | "waiting";

export const DEADLINE = Symbol("deadline");

/** Abort reason: the receiver sends without end and never answers. */
export const FLOOD = Symbol("flood");

const UNPARSABLE = "UNPARSABLE";

export type TunnelFailure = "TUNNEL_FAULT" | "TUNNEL_DENIED" | "TUNNEL_REFUSED" | "TUNNEL_TIMEOUT";

/** Returns text that is safe for tenants: no address and no library message. */
export const explainFailure = (reason: unknown, stage: Stage, hostname: string): AttemptError => {
  if (reason === DEADLINE) return stage === "waiting" ? noAnswer(hostname) : noConnection(hostname);
  if (reason === FLOOD) return { code: "timeout", message: `${hostname} sent without end and did not answer.` };
  const code = codeOf(reason);
  const tls = explainTls(code, tlsFactsOf(reason), hostname);
  if (tls !== null) return { code: "tls_error", message: tls };
  const [errorCode, message] = explain(code, messageOf(reason), stage, hostname);
  return { code: errorCode, message };
};

export const explainDns = (reason: unknown, hostname: string): AttemptError => ({
  code: "dns_error",
  message: ["ENOTFOUND", "ENODATA"].includes(codeOf(reason))
    ? `The name ${hostname} could not be found (DNS).`
    : `The name ${hostname} could not be looked up: its name servers did not answer properly or in time (DNS).`,
});

export const BLOCKED: AttemptError = {
  code: "blocked_address",
  message: "The URL leads to an address that webhooks are never sent to. Nothing was sent.",
};

/** Frozen process: the passed deadline says nothing about the receiver. */
export const STOOD_STILL: AttemptError = {
  code: "interrupted",
  message: "Our own process stood still during this attempt. It does not count against the receiver.",
};
/** A deadline noticed later than this is a fault of this process. */
export const STOOD_STILL_MS = 3_000;

export const NOT_SENT: AttemptError = { code: "interrupted", message: "The request was not sent." };

const noConnection = (hostname: string): AttemptError => ({
  code: "connect_timeout",
  message: `${hostname} could not be connected to in time.`,
});

const noAnswer = (hostname: string): AttemptError => ({
  code: "timeout",
  message: `${hostname} did not answer in time.`,
});

const explain = (code: string, libraryMessage: string, stage: Stage, hostname: string): [AttemptErrorCode, string] => {
  switch (code) {
    case "TUNNEL_DENIED":
      return [BLOCKED.code, BLOCKED.message];
    case "TUNNEL_REFUSED":
      return ["connection_refused", `${hostname} could not be connected to.`];
    case "ECONNREFUSED":
      return ["connection_refused", `${hostname} refused the connection.`];
    case "ENETUNREACH":
    case "EHOSTUNREACH":
      return ["connection_refused", `There is no way to reach ${hostname}.`];
    case "TUNNEL_TIMEOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
      return ["connect_timeout", noConnection(hostname).message];
    case "ETIMEDOUT":
      if (stage === "waiting") return ["timeout", noAnswer(hostname).message];
      return ["connect_timeout", noConnection(hostname).message];
    case "UND_ERR_SOCKET":
      // "bad response" and "bad upgrade" mean a status such as 101, which ends no request.
      if (libraryMessage.startsWith("bad ")) return unreadable(hostname, "it was no final answer to a POST");
      return reset(hostname, stage);
    case "ECONNRESET":
    case "ECONNABORTED":
    case "EPIPE":
      return reset(hostname, stage);
    case "UND_ERR_HEADERS_OVERFLOW":
      return unreadable(hostname, "its headers are longer than 16 KiB");
    // This machine has no descriptor, port, memory or route left.
    case "TUNNEL_FAULT":
    case "EMFILE":
    case "ENFILE":
    case "ENOBUFS":
    case "ENOMEM":
    case "EADDRNOTAVAIL":
    case "UND_ERR_INVALID_ARG":
    case "UND_ERR_NOT_SUPPORTED":
    case "UND_ERR_DESTROYED":
    case "UND_ERR_CLOSED":
      return [NOT_SENT.code, NOT_SENT.message];
  }
  if (code === UNPARSABLE || code.startsWith("UND_ERR_RES")) return unreadable(hostname, "it is not valid HTTP/1.1");
  if (stage === "handshake") return ["tls_error", tlsMessage("handshake", hostname)];
  return stage === "connecting"
    ? ["connection_refused", `${hostname} could not be connected to.`]
    : ["connection_reset", `The connection to ${hostname} broke before an answer came.`];
};

const reset = (hostname: string, stage: Stage): [AttemptErrorCode, string] => [
  "connection_reset",
  stage === "handshake"
    ? `${hostname} closed the connection during the TLS handshake.`
    : `${hostname} closed the connection before it answered.`,
];

const unreadable = (hostname: string, why: string): [AttemptErrorCode, string] => [
  "invalid_response",
  `The answer of ${hostname} could not be read: ${why}.`,
];

/** Tells a closed connection from an unreadable answer. */
export const isReset = (reason: unknown): boolean =>
  ["ECONNRESET", "ECONNABORTED", "EPIPE"].includes(codeOf(reason)) ||
  (codeOf(reason) === "UND_ERR_SOCKET" && !messageOf(reason).startsWith("bad "));

const codeOf = (reason: unknown): string => {
  if (typeof reason !== "object" || reason === null) return "";
  // undici leaves `code` undefined on parser errors.
  if (reason instanceof errors.HTTPParserError) return UNPARSABLE;
  if ("code" in reason && typeof reason.code === "string") return reason.code;
  return "";
};

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : "");
