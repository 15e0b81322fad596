import { contrastOf, hexOf, type Oklch, oklchOf } from "#domain/brand/color.ts";

/** WCAG 2.2, 1.4.3: text of normal size. */
const CONTRAST_MIN = 4.5;
const STEP = 0.01;

type Theme = { accent: string; strong: string; tint: string; onAccent: string };

export type AccentTokens = { light: Theme; dark: Theme };

/** Backgrounds of `globals.css` that accent text stands on, besides its own tint. */
const GROUNDS = { light: ["#ffffff", "#f3f2f0"], dark: ["#0b0b0e", "#18181c"] } as const;

/**
 * Makes the accent colours of both themes from a `#rrggbb` colour. Keeps its hue, and darkens or lightens it until text
 * on the accent, and the accent as text on every ground, have a contrast of 4.5:1 or more.
 */
export const accentTokens = (hex: string): AccentTokens => {
  const { l, c, h } = oklchOf(hex);
  const isGrey = c < 0.02;
  const toned = (lightness: number, chroma: number) => hexOf({ l: lightness, c: isGrey ? 0 : chroma, h });
  return {
    light: settle({ l: Math.min(l, 0.62), c, h }, -STEP, {
      onAccent: "#ffffff",
      tint: toned(0.962, Math.min(c, 0.02)),
      grounds: GROUNDS.light,
    }),
    dark: settle({ l: Math.max(l, 0.7), c: Math.min(c, 0.14), h }, STEP, {
      onAccent: toned(0.19, 0.03),
      tint: toned(0.275, Math.min(c, 0.055)),
      grounds: GROUNDS.dark,
    }),
  };
};

const settle = (
  start: Oklch,
  step: number,
  { onAccent, tint, grounds }: { onAccent: string; tint: string; grounds: readonly string[] },
): Theme => {
  const against = [onAccent, tint, ...grounds];
  let { l } = start;
  let accent = hexOf(start);
  while (l > 0 && l < 1 && against.some((other) => contrastOf(accent, other) < CONTRAST_MIN)) {
    l += step;
    accent = hexOf({ ...start, l });
  }
  return { accent, strong: hexOf({ ...start, l: l + 6 * step }), tint, onAccent };
};

/** Custom properties for `<html>`, which win over those of `globals.css`. */
export const accentProperties = ({ light, dark }: AccentTokens): Record<`--${string}`, string> => ({
  "--accent": `light-dark(${light.accent}, ${dark.accent})`,
  "--accent-strong": `light-dark(${light.strong}, ${dark.strong})`,
  "--accent-tint": `light-dark(${light.tint}, ${dark.tint})`,
  "--on-accent": `light-dark(${light.onAccent}, ${dark.onAccent})`,
});
