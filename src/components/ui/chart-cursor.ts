/** Step under the pointer or the keyboard; `anchor` is the other end of a range chosen with Shift. */
export type PlotCursor = { step: number; anchor: number | null };

type Key = { key: string; shiftKey: boolean };
type Moved = { cursor: PlotCursor | null; chosen: { from: number; to: number } | null };

/** Moves the cursor by a key; null for a key that means nothing here. Enter chooses the range, or the one step. */
export const moveCursor = (
  before: PlotCursor | null,
  { key, shiftKey }: Key,
  { lastStep, canSelect }: { lastStep: number; canSelect: boolean },
): Moved | null => {
  const cursor = before ?? { step: lastStep, anchor: null };
  if (lastStep < 0) return null;
  if (key === "Escape" && before) return { cursor: null, chosen: null };
  if (key === "Enter" && canSelect && before)
    return {
      cursor: { step: cursor.step, anchor: null },
      chosen: { from: cursor.anchor ?? cursor.step, to: cursor.step },
    };
  const step = stepAfter(key, cursor.step, lastStep);
  if (step === null) return null;
  return { cursor: { step, anchor: shiftKey && canSelect ? (cursor.anchor ?? cursor.step) : null }, chosen: null };
};

const stepAfter = (key: string, step: number, lastStep: number): number | null => {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(0, step - 1);
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(lastStep, step + 1);
    case "Home":
      return 0;
    case "End":
      return lastStep;
    default:
      return null;
  }
};
