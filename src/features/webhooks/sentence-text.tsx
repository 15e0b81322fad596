import { DayTime, Time } from "#components/ui/time.tsx";
import type { Sentence } from "#features/webhooks/health-notice.ts";

/** Shows a sentence; its instants follow the clock and the viewer's time zone. */
export const SentenceText = ({ sentence }: { sentence: Sentence }) =>
  sentence.map((piece, index) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: the pieces of a sentence keep their places.
    if (typeof piece === "string") return <span key={index}>{piece}</span>;
    const Moment = piece.as === "ago" ? Time : DayTime;
    return <Moment key={index} at={piece.at} className="whitespace-nowrap" />;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: the pieces of a sentence keep their places.
  });
