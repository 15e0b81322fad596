import { startTransition, useEffect, useState } from "react";
import { REFRESH_MS } from "#features/shell/refresh-pace.ts";

type Item = { id: string };

/** New rows of one step. Layout and paint of 16 new rows take the browser more than 20 ms (measured). */
const STEP_ROWS = 8;

/** Rows below the window that one step removes. Removing 30 rows takes the browser 9 ms (measured). */
const LEAVING_ROWS = 2 * STEP_ROWS;

/** Height of the lowest row. */
const ROW_PX = 36;

/** A list that stays the same for this long gets the rows below the window: under load the next read replaces them. */
const REST_MS = REFRESH_MS + 500;

type Limits = {
  /** New rows that are shown at once. */
  stepRows?: number;
  /** Rows that a window can show. New rows at the end, below these, are left out. */
  seenRows?: number;
  /** Rows below the window that leave the list at once. */
  leavingRows?: number;
};

/**
 * Returns the rows to show next on the way to `target`: the newest ones first, and below them rows that were shown before.
 *
 * @returns `target` itself when few rows are new
 */
export const nextRows = <Row extends Item>(
  shown: readonly Row[],
  target: readonly Row[],
  { stepRows = STEP_ROWS, seenRows = target.length, leavingRows = LEAVING_ROWS }: Limits = {},
): readonly Row[] => {
  const known = new Set(shown.map(({ id }) => id));
  const lastKnown = target.findLastIndex(({ id }) => known.has(id));
  let fresh = 0;
  const isLeftOut = (index: number) => ++fresh > stepRows || index >= Math.max(seenRows, lastKnown);
  const end = target.findIndex(({ id }, index) => !known.has(id) && isLeftOut(index));
  if (end < 0) return target;
  const top = target.slice(0, end);
  const placed = new Set(top.map(({ id }) => id));
  const latest = new Map(target.map((row) => [row.id, row]));
  const before = shown.filter(({ id }) => !placed.has(id));
  // Rows that leave the list fill the window in between; those below it leave a few at a time.
  const filled = Math.max(Math.min(seenRows, target.length), shown.length - leavingRows);
  return [...top, ...before.flatMap((row, index) => latest.get(row.id) ?? (end + index < filled ? row : []))];
};

/** The rows stay where they are on the way to `target`. */
export const isStartOf = <Row extends Item>(rows: readonly Row[], target: readonly Row[]): boolean =>
  rows.every(({ id }, index) => target[index]?.id === id);

const rowsInWindow = () => Math.ceil(innerHeight / ROW_PX);

/**
 * Shows many new rows in steps, one a frame, so that no frame lays out a whole page of them. Rows below the window come when the list is
 * held, or has been the same for a while. Another list is shown at once, as are the rows of the first render. Rows that are held must not
 * move: the steps that are left are taken at once, unless they add rows below only.
 */
export const useRowsInSteps = <Row extends Item>(
  target: readonly Row[],
  listKey: string,
  isHeld: boolean,
): readonly Row[] => {
  const [step, setStep] = useState({ rows: target, listKey, target, isWhole: true });
  const next = stepTo(step, target, listKey, isHeld);
  if (next !== step) setStep(next);
  useEffect(() => {
    if (next.rows === next.target) return;
    const goOn = (isWhole: boolean) => () =>
      startTransition(() => {
        const rows = nextRows(next.rows, next.target, isWhole ? {} : { seenRows: rowsInWindow() });
        setStep({ ...next, rows, isWhole });
      });
    const isWhole = next.isWhole || isHeld;
    if (!isWhole && next.rows.length >= rowsInWindow() && isStartOf(next.rows, next.target)) {
      const rest = setTimeout(goOn(true), REST_MS);
      return () => clearTimeout(rest);
    }
    const frame = requestAnimationFrame(goOn(isWhole));
    return () => cancelAnimationFrame(frame);
  }, [next, isHeld]);
  return next.rows;
};

type Step<Row> = {
  rows: readonly Row[];
  listKey: string;
  target: readonly Row[];
  /** Rows below the window are shown too. */
  isWhole: boolean;
};

const stepTo = <Row extends Item>(
  step: Step<Row>,
  target: readonly Row[],
  listKey: string,
  isHeld: boolean,
): Step<Row> => {
  if (step.listKey !== listKey) return { rows: target, listKey, target, isWhole: true };
  const isAdded = isStartOf(step.rows, target);
  const isAtOnce = isHeld && step.rows !== target && !isAdded;
  if (step.target === target && !isAtOnce) return step;
  const limits = { seenRows: rowsInWindow(), ...(isAtOnce && { stepRows: target.length, leavingRows: Infinity }) };
  // Older rows that were asked for come without a rest.
  const isWhole = isAdded && step.rows === step.target;
  return { rows: nextRows(step.rows, target, isWhole ? {} : limits), listKey, target, isWhole };
};
