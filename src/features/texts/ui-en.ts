/** Texts of the primitives. */
export const uiEn = {
  time: { justNow: "just now" },
  copy: { idle: "Copy {what}", copied: "Copied", refused: "Press Ctrl+C to copy" },
  code: { raw: "Raw {what}", rawShort: "Raw", wrap: "Wrap lines of {what}", text: "Text", json: "JSON" },
  dialog: { dismiss: "Cancel" },
  error: { title: "This could not be loaded", retry: "Try again" },
  optional: "optional",
  hint: "What is {about}?",
  loading: "Loading…",
  table: { selectAll: "Select all shown rows", select: "Select {what}" },
  panel: { close: "Close panel" },
  toast: { dismiss: "Dismiss" },
  theme: { legend: "Colors", system: "System colors", light: "Light", dark: "Dark" },
  chart: {
    showTable: "Show as table",
    showChart: "Show as chart",
    time: "Time",
    keys: "Arrow keys move through time, Shift and an arrow key choose a range, Enter opens it.",
  },
  leave: {
    changes: {
      title: "Discard your changes?",
      about: "You have changes that are not saved.",
      confirm: "Discard changes",
      stay: "Keep editing",
    },
    shownOnce: {
      title: "Leave without copying?",
      about: "What is shown here is not shown again.",
      confirm: "Leave",
      stay: "Stay here",
    },
  },
} as const;
