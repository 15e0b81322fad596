import { DayTime, Time } from "#components/ui/time.tsx";
import type { Sentence } from "#features/webhooks/health-notice.ts";

/** A sentence whose instants go with the clock and the viewer's zone. */
export const SentenceText = ({ sentence }: { sentence: Sentence }) =>
  sentence.map((piece, index) => {
    if (typeof piece === "string") return piece;
    const Moment = piece.as === "ago" ? Time : DayTime;
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence keep their places.
    return <Moment key={index} at={piece.at} className="whitespace-nowrap" />;
  });
