import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";

const DAY_MS = 86_400_000;
/** Days before the end at which a certificate needs attention. */
const WARN_DAYS = 14;

export type CertificateState = {
  kind: "valid" | "expires" | "expired" | "expiredSince" | "notYet" | "rejected";
  tone: "ok" | "calm" | "warn" | "bad";
  daysLeft: number;
};

/**
 * Judges the dates of a certificate. Null without a date of end. `daysLeft` counts whole days. A certificate that was accepted and is over
 * by now says nothing of today: the endpoint has renewed it, or the next attempt fails.
 */
export const certificateState = (
  { validFrom, validUntil, isAccepted }: Pick<CertificateView, "validFrom" | "validUntil" | "isAccepted">,
  now: number,
): CertificateState | null => {
  if (validUntil === null) return null;
  const daysLeft = Math.floor((Date.parse(validUntil) - now) / DAY_MS);
  if (Date.parse(validUntil) <= now)
    return isAccepted ? { kind: "expiredSince", tone: "calm", daysLeft } : { kind: "expired", tone: "bad", daysLeft };
  if (validFrom !== null && Date.parse(validFrom) > now) return { kind: "notYet", tone: "bad", daysLeft };
  if (!isAccepted) return { kind: "rejected", tone: "bad", daysLeft };
  return daysLeft < WARN_DAYS ? { kind: "expires", tone: "warn", daysLeft } : { kind: "valid", tone: "ok", daysLeft };
};
