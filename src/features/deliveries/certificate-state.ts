import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";

const DAY_MS = 86_400_000;
/** Days before the end at which a certificate needs attention. */
const WARN_DAYS = 14;

export type CertificateState = {
  kind: "valid" | "expires" | "expired" | "seenValid" | "expiredSince" | "notYet" | "rejected";
  tone: "ok" | "calm" | "warn" | "bad";
  daysLeft: number;
};

/** Age from which an attempt says nothing certain of the certificate that the endpoint has now. */
const FRESH_MS = DAY_MS;

/**
 * Judges the dates of a certificate. Null without a date of end. `daysLeft` counts whole days. A certificate that an older attempt accepted
 * warns of nothing: the endpoint may have renewed it since. Its days are those that were left at the attempt.
 *
 * @param seenAt instant of the attempt, in milliseconds since 1970
 */
export const certificateState = (
  { validFrom, validUntil, isAccepted }: Pick<CertificateView, "validFrom" | "validUntil" | "isAccepted">,
  seenAt: number,
  now: number,
): CertificateState | null => {
  if (validUntil === null) return null;
  const end = Date.parse(validUntil);
  const daysLeft = Math.floor((end - now) / DAY_MS);
  // A refused certificate is the reason of that attempt's failure, whatever came later.
  const at = isAccepted ? now : seenAt;
  if (end <= at)
    return isAccepted ? { kind: "expiredSince", tone: "calm", daysLeft } : { kind: "expired", tone: "bad", daysLeft };
  if (validFrom !== null && Date.parse(validFrom) > at) return { kind: "notYet", tone: "bad", daysLeft };
  if (!isAccepted) return { kind: "rejected", tone: "bad", daysLeft };
  if (now - seenAt > FRESH_MS)
    return { kind: "seenValid", tone: "calm", daysLeft: Math.floor((end - seenAt) / DAY_MS) };
  return daysLeft < WARN_DAYS ? { kind: "expires", tone: "warn", daysLeft } : { kind: "valid", tone: "ok", daysLeft };
};
