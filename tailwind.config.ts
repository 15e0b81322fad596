import type { Config } from "tailwindcss";

/**
 * Names say what a colour is for. Their values, light and dark, are custom properties in `src/app/globals.css`.
 * `ok`, `warn`, `bad` and `calm` are states; each has a text colour and a tint to stand on.
 */
const colors = {
  transparent: "transparent",
  current: "currentColor",
  black: "#000",
  white: "#fff",
  canvas: "var(--canvas)",
  surface: "var(--surface)",
  sunken: "var(--sunken)",
  chosen: "var(--chosen)",
  hover: "var(--hover)",
  line: "var(--line)",
  "line-strong": "var(--line-strong)",
  field: "var(--field)",
  ink: "var(--ink)",
  soft: "var(--soft)",
  faint: "var(--faint)",
  accent: "var(--accent)",
  "accent-strong": "var(--accent-strong)",
  "accent-tint": "var(--accent-tint)",
  "on-accent": "var(--on-accent)",
  ok: "var(--ok)",
  "ok-tint": "var(--ok-tint)",
  warn: "var(--warn)",
  "warn-tint": "var(--warn-tint)",
  bad: "var(--bad)",
  "bad-tint": "var(--bad-tint)",
  "bad-solid": "var(--bad-solid)",
  calm: "var(--calm)",
  "calm-tint": "var(--calm-tint)",
  "chart-ok": "var(--chart-ok)",
  "chart-warn": "var(--chart-warn)",
  "chart-bad": "var(--chart-bad)",
  "chart-calm": "var(--chart-calm)",
  "chart-line": "var(--chart-line)",
};

export default {
  content: ["./src/{app,features,components}/**/*.{ts,tsx}"],
  theme: {
    colors,
    fontFamily: {
      sans: ["var(--font-geist-sans)", "system-ui", "sans-serif"],
      mono: ["var(--font-geist-mono)", "ui-monospace", "monospace"],
    },
    extend: {
      boxShadow: {
        card: "0 1px 2px 0 var(--shadow)",
        popup: "0 8px 28px -6px var(--shadow-strong), 0 2px 6px -2px var(--shadow)",
      },
    },
  },
} satisfies Config;
