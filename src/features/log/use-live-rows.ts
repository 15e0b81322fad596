import { startTransition, useDeferredValue, useEffect, useMemo, useState } from "react";
import { addOlder, beginRows, type LiveRows, releaseRows, takeHead } from "#features/log/live-rows.ts";
import { useRowsInSteps } from "#features/log/use-rows-in-steps.ts";

/** Pages without a row that one click goes past: each has looked at 50,000 rows. */
const EMPTY_PAGES_MAX = 5;

/** Rows are let go so long after they were held last. A panel that closes gives the focus back to its row meanwhile, which holds them again. */
const LET_GO_MS = 500;

export type Head<Row> = { data: Row[]; nextCursor: string | null };

type Options<Row> = {
  /** Newest first page; undefined before the first one. */
  head: Head<Row> | undefined;
  /** Names the list: another one begins anew. */
  listKey: string;
  /** True while the reader looks at rows that must not move. */
  isHeld: boolean;
  readOlder: (cursor: string) => Promise<Head<Row>>;
};

const NO_ROWS = beginRows<never>({ data: [], nextCursor: null });

type State<Row extends { id: string }> = { listKey: string; head: Head<Row>; rows: LiveRows<Row> };

/**
 * Keeps the rows of a live list in place while they are read. Later pages are read once, and never again.
 *
 * React renders new rows piece by piece, and takes clicks and keys in between: a page of new rows may come several times a second. Queries
 * must stand in a component around it: if the state of a query changes meanwhile, React renders the component of that query in one piece.
 */
export const useLiveRows = <Row extends { id: string }>({ listKey, isHeld, readOlder, ...given }: Options<Row>) => {
  const [state, setState] = useState<State<Row> | null>(null);
  const [older, setOlder] = useState<"idle" | "loading" | Error>("idle");
  const newest = useMemo(() => ({ listKey, head: given.head }), [listKey, given.head]);
  const deferred = useDeferredValue(newest);
  const head = deferred.listKey === listKey ? deferred.head : undefined;
  // Rows that have arrived may still be rendered; those of a cached list were never missing.
  const wasMissing = useDeferredValue(given.head === undefined);
  const [wasHeld, setWasHeld] = useState(isHeld);
  useEffect(() => {
    const letGo = setTimeout(() => startTransition(() => setWasHeld(isHeld)), isHeld ? 0 : LET_GO_MS);
    return () => clearTimeout(letGo);
  }, [isHeld]);
  const holds = isHeld || wasHeld;
  let current = state;
  if (head && (state?.listKey !== listKey || state.head !== head)) {
    const rows = state?.listKey === listKey ? takeHead(state.rows, head, { isHeld: holds }) : beginRows(head);
    current = { listKey, head, rows };
    setState(current);
  }
  // The reader went back to the top, or looks away.
  if (!holds && current?.listKey === listKey && current.rows.waiting.length > 0) {
    current = { ...current, rows: releaseRows(current.rows, current.head) };
    setState(current);
  }
  const isCurrent = current?.listKey === listKey;
  const isLoading = !isCurrent && (given.head === undefined || wasMissing);
  const { shown: all, waiting, isCutOff, stale, olderFrom }: LiveRows<Row> = current?.rows ?? NO_ROWS;
  const shown = useRowsInSteps(all, current?.listKey ?? "", isHeld);

  const release = () =>
    startTransition(() => setState((before) => before && { ...before, rows: releaseRows(before.rows, before.head) }));
  const showOlder = async () => {
    if (olderFrom === null || older === "loading") return;
    setOlder("loading");
    try {
      let page = await readOlder(olderFrom);
      for (let pages = 1; page.data.length === 0 && page.nextCursor !== null && pages < EMPTY_PAGES_MAX; pages++)
        page = await readOlder(page.nextCursor);
      startTransition(() => {
        setState((before) => (before?.listKey === listKey ? { ...before, rows: addOlder(before.rows, page) } : before));
        setOlder("idle");
      });
    } catch (error) {
      setOlder(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const hasOlder = olderFrom !== null;
  const isWhole = shown.length >= all.length;
  return { shown, isWhole, waiting, isCutOff, stale, hasOlder, older, isCurrent, isLoading, release, showOlder };
};
