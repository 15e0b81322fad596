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

/** The rows stay where they are on the way to `target`. */
export const isStartOf = <Row extends Item>(rows: readonly Row[], target: readonly Row[]): boolean =>
  rows.every(({ id }, index) => target[index]?.id === id);

/**
 * Shows many new rows in steps, one a frame, so that no frame lays out a whole page of them. Another list is shown at once, as are the rows
 * of the first render. Rows that are held must not move: the steps that are left are taken at once, unless they add rows below only.
 */
export const useRowsInSteps = <Row extends Item>(
  target: readonly Row[],
  listKey: string,
  isHeld: boolean,
): readonly Row[] => {
  const [step, setStep] = useState({ rows: target, listKey, target });
  const isAtOnce = step.listKey !== listKey || (isHeld && step.rows !== target && !isStartOf(step.rows, target));
  const rows = isAtOnce ? target : step.target === target ? step.rows : nextRows(step.rows, target);
  if (step.target !== target || step.rows !== rows) setStep({ rows, listKey, target });
  useEffect(() => {
    if (rows === target) return;
    const frame = requestAnimationFrame(() =>
      startTransition(() => setStep({ rows: nextRows(rows, target), listKey, target })),
    );
    return () => cancelAnimationFrame(frame);
  }, [rows, target, listKey]);
  return rows;
};
