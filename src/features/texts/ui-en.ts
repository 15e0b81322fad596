/** Texts of the primitives. */
export const uiEn = {
  time: { justNow: "just now" },
  copy: { idle: "Copy {what}", copied: "Copied", refused: "Press Ctrl+C to copy" },
  dialog: { dismiss: "Cancel" },
  error: { title: "This could not be loaded", retry: "Try again" },
  loading: "Loading…",
  toast: { dismiss: "Dismiss" },
  theme: { legend: "Colors", system: "System colors", light: "Light", dark: "Dark" },
} as const;
