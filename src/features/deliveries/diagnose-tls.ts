import { type TlsProblem, tlsProblemOf } from "#domain/deliveries/tls-problem.schema.ts";
import { type Diagnosis, problem } from "#features/deliveries/diagnosis.ts";

/** Explains a TLS problem; null when the message names no known problem. */
export const diagnoseTls = (message: string): Diagnosis | null => {
  const found = tlsProblemOf(message);
  return found && BY_PROBLEM[found];
};

const BY_PROBLEM: Record<TlsProblem, Diagnosis> = {
  old_version: problem(
    "The endpoint's encryption is too old",
    "Its server only offers encryption that is no longer safe. Ask its operator to switch on TLS 1.2 or newer.",
    "The server and we have no TLS version in common. Enable TLS 1.2 or 1.3.",
  ),
  no_common_cipher: problem(
    "No secure connection could be agreed on",
    "The endpoint's server broke off at once. Its operator must check its encryption settings, and whether it has a certificate for this address.",
    "The server refused our first TLS message. Enable an ECDHE cipher with AES-GCM or ChaCha20-Poly1305, and check that a certificate is installed for this host name.",
  ),
  other_protocol: problem(
    "The endpoint speaks only HTTP/2",
    "Its server does not accept the kind of connection that we use. Ask its operator to allow HTTP/1.1.",
    "The server refused http/1.1 (alert no_application_protocol). Add http/1.1 to its ALPN protocols.",
  ),
  unknown_name: problem(
    "The endpoint does not know this address",
    "Its server has no certificate for the name in this URL. Check the URL, or ask the operator to set the name up.",
    "The server answered unrecognized_name to our SNI. Configure this host name and its certificate.",
  ),
  client_certificate: problem(
    "The endpoint asks for a client certificate",
    "Its server accepts only callers with a certificate of their own. We have none: ask its operator for a URL that doesn't need one.",
    "The server requires mutual TLS. Switch it off for this route and verify the signature instead.",
  ),
  not_tls: problem(
    "There is no secure server at this port",
    "The URL starts with https, but what answers there is not encrypted. Check the port in the URL.",
    "The first bytes from this port are not TLS, most likely plain HTTP. Serve TLS here, or use the right port.",
  ),
  handshake: problem(
    "The secure connection failed",
    "The endpoint and we could not agree on a secure connection. Ask its operator to look at the server's log.",
    "The TLS handshake failed. An internal_error alert often means that the server has no certificate for this host name.",
  ),
  expired: problem(
    "The endpoint's certificate has expired",
    "Its security certificate is out of date. Its operator must renew it; we send again by the schedule.",
    "Renew the certificate, and reload the server so that it uses the new one. Check the intermediate certificates too.",
  ),
  not_yet_valid: problem(
    "The endpoint's certificate is not valid yet",
    "Its security certificate is for a later date. Its operator must install one that is valid today.",
    "The certificate's notBefore lies in the future. Install the current one, and check the clock of whatever issued it.",
  ),
  self_signed: problem(
    "The endpoint made its certificate itself",
    "A certificate must come from an authority that everybody trusts. Its operator can get one free of charge.",
    "The certificate is self-signed. Use one of a public authority, such as Let's Encrypt.",
  ),
  unknown_authority: problem(
    "The endpoint's certificate comes from an unknown authority",
    "The authority that issued it is not one that everybody trusts. Its operator must get a certificate from a public one.",
    "The chain ends at a root that we don't trust. Use a public authority, and send all intermediate certificates.",
  ),
  incomplete_chain: problem(
    "The endpoint's certificate is incomplete",
    "Browsers may open this address all the same, but part of its certificate is missing. Its operator must install all of it.",
    "The server doesn't send the intermediate certificate. Serve the full chain (fullchain.pem with certbot).",
  ),
  wrong_name: problem(
    "The endpoint's certificate belongs to another address",
    "Its security certificate was made for another name. Check the URL, or ask the operator to add this name.",
    "No name in the certificate matches the host of this URL. Issue one whose subjectAltName holds it.",
  ),
  revoked: problem(
    "The endpoint's certificate was withdrawn",
    "The authority that issued the certificate has taken it back. Its operator must install a new one.",
    "The certificate is revoked. Replace it and its key.",
  ),
  bad_certificate: problem(
    "The endpoint's certificate is not acceptable",
    "Its security certificate breaks a rule that all certificates must keep. Its operator must install another one.",
    "The chain failed verification for another reason than dates, names or trust: check key sizes, purposes and signatures.",
  ),
};
