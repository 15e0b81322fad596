export type Tone = "ok" | "warn" | "bad" | "calm" | "accent";

/** Background and text of a tone; the text has contrast on the background in both themes. */
export const TINTS: Record<Tone, string> = {
  ok: "bg-ok-tint text-ok",
  warn: "bg-warn-tint text-warn",
  bad: "bg-bad-tint text-bad",
  calm: "bg-calm-tint text-calm",
  accent: "bg-accent-tint text-accent",
};
