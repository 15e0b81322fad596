import { DayTime, Time } from "#components/ui/time.tsx";

/** A sentence in pieces: an instant is shown as how long ago or until (`ago`), or as a day and time to plan by (`day`). */
export type Sentence = readonly (string | { at: string; as: "ago" | "day" })[];

/** A sentence whose instants follow the clock and the viewer's zone. */
export const SentenceText = ({ sentence }: { sentence: Sentence }) =>
  sentence.map((piece, index) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: the pieces of a sentence keep their places.
    if (typeof piece === "string") return <span key={index}>{piece}</span>;
    const Moment = piece.as === "ago" ? Time : DayTime;
    return <Moment key={index} at={piece.at} className="whitespace-nowrap" />;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: the pieces of a sentence keep their places.
  });
