import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { timingParts } from "#features/deliveries/timing-parts.ts";

const LOOK: Record<string, string> = {
  dnsMs: "bg-accent/30",
  connectMs: "bg-accent/50",
  tlsMs: "bg-accent/75",
  firstByteMs: "bg-accent",
  rest: "bg-line-strong",
};

export const TimingsBar = ({ attempt }: { attempt: Pick<AttemptView, "timings" | "durationMs"> }) => {
  const { durationMs } = attempt;
  if (durationMs === null) return null;
  const parts = timingParts(attempt.timings, durationMs);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-3 text-[0.8125rem]">
        <span className="font-medium text-soft">Time taken</span>
        <span className="font-mono tabular-nums">{formatMs(durationMs)}</span>
      </div>
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full bg-sunken">
        {parts.map(({ name, ms }) => (
          <span key={name} className={LOOK[name]} style={{ flexGrow: Math.max(ms, durationMs / 200), flexBasis: 0 }} />
        ))}
      </div>
      <dl className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-faint">
        {parts.map(({ name, label, ms }) => (
          <div key={name} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-full ${LOOK[name]}`} />
            <dt>{label}</dt>
            <dd className="font-mono text-soft tabular-nums">{formatMs(ms)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
};

const formatMs = (ms: number): string =>
  ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
