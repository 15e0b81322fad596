import type { PeerCertificate } from "node:tls";
import { type TlsProblem, tlsMessage } from "#domain/deliveries/tls-problem.schema.ts";
import { dnsNamesOf } from "#server/http-client/certificate-view.ts";
import type { TlsFacts } from "#server/http-client/secure-socket.ts";

/** Length of a TLS record that holds only an alert. */
const ALERT_BYTES = 7;
const NAMES_MAX = 3;
const NAME_LENGTH_MAX = 100;

/** OpenSSL alert and error names, before and since 3.5. */
const PROBLEMS: Record<string, TlsProblem> = {
  ERR_SSL_UNSUPPORTED_PROTOCOL: "old_version",
  ALERT_PROTOCOL_VERSION: "old_version",
  ALERT_INSUFFICIENT_SECURITY: "no_common_cipher",
  ALERT_NO_APPLICATION_PROTOCOL: "other_protocol",
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: "unknown_name",
  ALERT_UNRECOGNIZED_NAME: "unknown_name",
  ALERT_CERTIFICATE_REQUIRED: "client_certificate",
  // Our client sends no certificate, so "bad certificate" asks for one.
  ALERT_BAD_CERTIFICATE: "client_certificate",
  ERR_SSL_WRONG_VERSION_NUMBER: "not_tls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "not_tls",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not_yet_valid",
  CERT_REVOKED: "revoked",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self_signed",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown_authority",
  UNABLE_TO_GET_ISSUER_CERT: "incomplete_chain",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown_authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "incomplete_chain",
  ERR_TLS_CERT_ALTNAME_INVALID: "wrong_name",
};

/** Other certificate errors of OpenSSL, as Node names them. */
const BAD_CERTIFICATE = /^(CERT_|INVALID_|ERROR_IN_CERT_|PATH_LENGTH_|UNABLE_TO_|UNSPECIFIED$|ERR_SSL_(EE_KEY|CA)_)/;

/**
 * Returns null when the error is not about TLS. The endpoint's owner controls certificate texts, so the answer repeats only dates and
 * at most three plain DNS names.
 */
export const explainTls = (code: string, facts: TlsFacts | null, hostname: string): string | null => {
  const name = /^ERR_SSL_.*_(ALERT_[A-Z_]{1,40})$/.exec(code)?.[1] ?? code;
  const problem = problemOf(name, facts);
  if (problem === null) return null;
  return tlsMessage(problem, hostname, detailOf(problem, name, facts?.certificate ?? null));
};

const problemOf = (name: string, facts: TlsFacts | null): TlsProblem | null => {
  // An immediate alert rejects all ciphers. An alert after the server's own messages asks for a client certificate.
  if (name === "ALERT_HANDSHAKE_FAILURE") {
    return facts && facts.bytesRead > ALERT_BYTES ? "client_certificate" : "no_common_cipher";
  }
  const known = PROBLEMS[name];
  if (known) return known;
  if (BAD_CERTIFICATE.test(name)) return "bad_certificate";
  return /^(EPROTO$|ALERT_|ERR_SSL_|ERR_TLS_)/.test(name) ? "handshake" : null;
};

const detailOf = (problem: TlsProblem, name: string, certificate: PeerCertificate | null): string => {
  if (problem === "handshake" && name.startsWith("ALERT_")) return ` (${name.toLowerCase().replaceAll("_", " ")})`;
  if (name === "UNABLE_TO_VERIFY_LEAF_SIGNATURE") return ", the server sends its own certificate only";
  if (name === "UNABLE_TO_GET_ISSUER_CERT_LOCALLY") return ", or an intermediate certificate is missing";
  if (!certificate) return "";
  const now = Date.now();
  if (problem === "expired") return dayOf(certificate.valid_to, " on ", (time) => time < now);
  if (problem === "not_yet_valid") return dayOf(certificate.valid_from, ", only from ", (time) => time > now);
  return problem === "wrong_name" ? namesOf(certificate) : "";
};

/**
 * Blames the chain when the server's own certificate is within its dates.
 *
 * @param text time as Node writes it: `Nov 23 20:19:13 2026 GMT`
 */
const dayOf = (text: string, before: string, isBroken: (time: number) => boolean): string => {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return "";
  return isBroken(time) ? `${before}${new Date(time).toISOString().slice(0, 10)}` : " (an intermediate certificate)";
};

const namesOf = (certificate: PeerCertificate): string => {
  const names = dnsNamesOf(certificate).filter(({ length }) => length <= NAME_LENGTH_MAX);
  if (names.length === 0) return "";
  const more = names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : "";
  return `, ${names.slice(0, NAMES_MAX).join(", ")}${more}`;
};
