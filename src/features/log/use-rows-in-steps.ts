import { startTransition, useEffect, useState } from "react";

type Item = { id: string };

/** New rows of one step. The layout of 50 new rows takes the browser 20 ms, of these 7 (measured). */
const STEP_ROWS = 16;

/**
 * Returns the rows to show next on the way to `target`: the newest ones first, and below them rows that were shown before.
 *
 * @returns `target` itself when few rows are new
 */
export const nextRows = <Row extends Item>(
  shown: readonly Row[],
  target: readonly Row[],
  stepRows = STEP_ROWS,
): readonly Row[] => {
  const known = new Set(shown.map(({ id }) => id));
  let fresh = 0;
  const end = target.findIndex(({ id }) => !known.has(id) && ++fresh > stepRows);
  if (end < 0) return target;
  const top = target.slice(0, end);
  const placed = new Set(top.map(({ id }) => id));
  const latest = new Map(target.map((row) => [row.id, row]));
  const before = shown.filter(({ id }) => !placed.has(id)).slice(0, target.length - end);
  return [...top, ...before.map((row) => latest.get(row.id) ?? row)];
};

/**
 * Shows many new rows in steps, one a frame, so that no frame lays out a whole page of them. Another list is shown at once, as are the rows
 * of the first render.
 */
export const useRowsInSteps = <Row extends Item>(target: readonly Row[], listKey: string): readonly Row[] => {
  const [step, setStep] = useState({ rows: target, listKey, target });
  const rows = step.target === target ? step.rows : step.listKey === listKey ? nextRows(step.rows, target) : target;
  if (step.target !== target) setStep({ rows, listKey, target });
  useEffect(() => {
    if (rows === target) return;
    const frame = requestAnimationFrame(() =>
      startTransition(() => setStep({ rows: nextRows(rows, target), listKey, target })),
    );
    return () => cancelAnimationFrame(frame);
  }, [rows, target, listKey]);
  return rows;
};
