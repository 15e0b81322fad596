/** Stored messages name a problem by these words only. */
const WORDS = {
  old_version: "TLS 1.2 or newer is needed",
  no_common_cipher: "no cipher in common, or no certificate for this name",
  other_protocol: "HTTP/1.1 is not among the protocols it takes (ALPN)",
  unknown_name: "it has no certificate for this name",
  client_certificate: "it wants a client certificate",
  not_tls: "it does not speak TLS on this port",
  handshake: "the TLS handshake failed",
  expired: "it expired",
  not_yet_valid: "it is not valid yet",
  self_signed: "it is self-signed",
  unknown_authority: "it was not issued by a known authority",
  incomplete_chain: "the chain is incomplete",
  wrong_name: "it was issued for another name",
  revoked: "it has been revoked",
  bad_certificate: "it does not follow the rules for certificates",
} as const;

export type TlsProblem = keyof typeof WORDS;

const CERTIFICATE_PROBLEMS: readonly TlsProblem[] = [
  "expired",
  "not_yet_valid",
  "self_signed",
  "unknown_authority",
  "incomplete_chain",
  "wrong_name",
  "revoked",
  "bad_certificate",
];

export const TLS_PROBLEMS = Object.keys(WORDS) as TlsProblem[];

/** @param detail a date or names, made safe by the caller */
export const tlsMessage = (problem: TlsProblem, hostname: string, detail = ""): string => {
  const what = CERTIFICATE_PROBLEMS.includes(problem)
    ? `The certificate of ${hostname} was not accepted`
    : `No secure connection to ${hostname} could be made`;
  return `${what}: ${WORDS[problem]}${detail}.`;
};

export const tlsProblemOf = (message: string): TlsProblem | null =>
  TLS_PROBLEMS.find((problem) => message.includes(`: ${WORDS[problem]}`)) ?? null;
