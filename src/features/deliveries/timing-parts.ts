import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

const PARTS = [
  { name: "dnsMs", label: "Address lookup" },
  { name: "connectMs", label: "Connect" },
  { name: "tlsMs", label: "Secure" },
  { name: "firstByteMs", label: "Wait for answer" },
] as const;

export type TimingPart = { name: string; label: string; ms: number };

/** Lists measured phases in order, without skipped ones; "Rest" is the remainder. */
export const timingParts = (timings: AttemptView["timings"], durationMs: number): TimingPart[] => {
  const parts: TimingPart[] = PARTS.flatMap(({ name, label }) => {
    const ms = timings[name];
    return ms === null ? [] : [{ name, label, ms }];
  });
  const rest = durationMs - parts.reduce((sum, { ms }) => sum + ms, 0);
  return rest >= 1 ? [...parts, { name: "rest", label: "Rest", ms: rest }] : parts;
};
