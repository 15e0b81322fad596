import { DayTime, Time } from "#components/ui/time.tsx";

/** Sentence in pieces. `ago` shows an instant as time passed or left, `day` as a day and time to plan by. */
export type Sentence = readonly (string | { at: string; as: "ago" | "day" })[];

/** Renders instants by the viewer's clock and zone. */
export const SentenceText = ({ sentence }: { sentence: Sentence }) =>
  sentence.map((piece, index) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: the pieces of a sentence keep their places.
    if (typeof piece === "string") return <span key={index}>{piece}</span>;
    const Moment = piece.as === "ago" ? Time : DayTime;
    return <Moment key={index} at={piece.at} className="whitespace-nowrap" />;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: the pieces of a sentence keep their places.
  });
