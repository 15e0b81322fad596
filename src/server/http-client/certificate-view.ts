import type { Socket } from "node:net";
import { type PeerCertificate, TLSSocket } from "node:tls";
import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";

const NAMES_MAX = 20;
const NAME_CHARS_MAX = 253;
const ISSUER_CHARS_MAX = 100;

/** Calls `read` while nothing was reported yet. */
export type ReportCertificate = (read: () => CertificateView | null) => void;

/** Reports one certificate. Errors of reader and listener must not fail the attempt. */
export const certificateReporter = (listener: (certificate: CertificateView) => void): ReportCertificate => {
  let isReported = false;
  return (read) => {
    if (isReported) return;
    try {
      const certificate = read();
      if (certificate === null) return;
      isReported = true;
      listener(certificate);
    } catch {}
  };
};

/** Returns null without TLS, and once the socket is closed. */
export const certificateOf = (socket: Socket | null): CertificateView | null =>
  socket instanceof TLSSocket ? certificateView(socket.getPeerCertificate(), true) : null;

/** Returns null for the empty object that Node gives without a certificate. */
export const certificateView = (
  certificate: PeerCertificate | null | undefined,
  isAccepted: boolean,
): CertificateView | null => {
  if (!certificate?.valid_to) return null;
  const names = dnsNamesOf(certificate);
  const { O, CN } = certificate.issuer ?? {};
  return {
    names: names.slice(0, NAMES_MAX),
    namesOmitted: Math.max(0, names.length - NAMES_MAX),
    issuer: shortText(O ?? CN),
    validFrom: instantOf(certificate.valid_from),
    validUntil: instantOf(certificate.valid_to),
    isAccepted,
  };
};

const PLAIN_NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i;

/** Lists plain DNS names in lower case. Addresses stay out: answers to tenants never hold one. */
export const dnsNamesOf = ({ subjectaltname = "" }: Pick<PeerCertificate, "subjectaltname">): string[] =>
  subjectaltname
    .split(", ")
    .flatMap((entry) => (entry.startsWith("DNS:") ? [entry.slice("DNS:".length).toLowerCase()] : []))
    .filter((name) => name.length <= NAME_CHARS_MAX && PLAIN_NAME.test(name));

/** A repeated attribute is a list in Node. */
const shortText = (value: unknown): string | null => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== "string") return null;
  const text = first.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "").trim();
  return text === "" ? null : text.slice(0, ISSUER_CHARS_MAX);
};

/** @param text time as Node writes it: `Nov 23 20:19:13 2026 GMT` */
const instantOf = (text: string): string | null => {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};
