type Item = { id: string };

/** Rows of a list that changes while it is read, newest first. */
export type LiveRows<Row extends Item> = {
  shown: readonly Row[];
  /** New rows that wait until the reader asks for them. */
  waiting: readonly Row[];
  /** True when more new rows came than one page holds: the list then begins anew. */
  isCutOff: boolean;
  /** Shown rows that the newest first page no longer has: they stopped matching the filters. */
  stale: ReadonlySet<string>;
  /** Cursor of the older rows; null at the end. A page without rows moves it too. */
  olderFrom: string | null;
};

type Head<Row> = { data: readonly Row[]; nextCursor: string | null };

/** Rows that stay in the page while a reader at the top lets them pass. */
export const SHOWN_WHILE_PASSING = 100;

const NONE: ReadonlySet<string> = new Set();

export const beginRows = <Row extends Item>({ data, nextCursor }: Head<Row>): LiveRows<Row> => ({
  shown: data,
  waiting: [],
  isCutOff: false,
  stale: NONE,
  olderFrom: nextCursor,
});

/**
 * Takes in the first page, read anew. Shown rows change in place and keep their order. New rows wait while the reader looks at
 * others (`isHeld`), else they go to the top. Rows of later pages stay as they are.
 */
export const takeHead = <Row extends Item>(
  rows: LiveRows<Row>,
  head: Head<Row>,
  { isHeld }: { isHeld: boolean },
): LiveRows<Row> => {
  const [first] = rows.shown;
  if (!first) return takeFirst(rows, head, { isHeld });
  const oldest = head.data.at(-1);
  const newer = head.data.filter(({ id }) => id > first.id);
  // A full page ends with its cursor. A page that was cut short while it was looked for hides no newer row.
  const isCutOff = oldest !== undefined && head.nextCursor === oldest.id && oldest.id > first.id;
  if (!isHeld && isCutOff) return beginRows(head);
  const inHead = new Map(head.data.map((row) => [row.id, row]));
  const updated = rows.shown.map((row) => keepEqual(row, inHead.get(row.id)));
  // Only ids that the first page covers: a page that ends the list covers all.
  const covers = (id: string) => head.nextCursor === null || (oldest !== undefined && id >= oldest.id);
  const stale = new Set(rows.shown.flatMap(({ id }) => (covers(id) && !inHead.has(id) ? id : [])));
  if (isHeld) return { ...rows, shown: updated, waiting: newer, isCutOff, stale };
  const shown = [...newer, ...updated.filter(({ id }) => !stale.has(id))];
  const kept = shown.slice(0, Math.max(SHOWN_WHILE_PASSING, rows.shown.length));
  return {
    shown: kept,
    waiting: [],
    isCutOff: false,
    stale: NONE,
    olderFrom:
      kept.length < shown.length ? (kept.at(-1)?.id ?? null) : head.nextCursor === null ? null : rows.olderFrom,
  };
};

/** Keeps the place of a reader who has gone past pages without a row. */
const takeFirst = <Row extends Item>(
  rows: LiveRows<Row>,
  head: Head<Row>,
  { isHeld }: { isHeld: boolean },
): LiveRows<Row> => {
  if (head.data.length > 0) return isHeld ? { ...rows, waiting: head.data } : beginRows(head);
  return head.nextCursor === null ? beginRows(head) : { ...rows, waiting: [], isCutOff: false };
};

/** Keeps the object of an unchanged row, so that it is not rendered again. */
const keepEqual = <Row>(before: Row, now: Row | undefined): Row =>
  now === undefined || JSON.stringify(before) === JSON.stringify(now) ? before : now;

/** Shows the rows that waited. Begins anew when some in between were never read. */
export const releaseRows = <Row extends Item>(rows: LiveRows<Row>, head: Head<Row>): LiveRows<Row> =>
  rows.isCutOff ? beginRows(head) : takeHead(rows, head, { isHeld: false });

export const addOlder = <Row extends Item>(rows: LiveRows<Row>, { data, nextCursor }: Head<Row>): LiveRows<Row> => {
  const known = new Set(rows.shown.map(({ id }) => id));
  return { ...rows, shown: [...rows.shown, ...data.filter(({ id }) => !known.has(id))], olderFrom: nextCursor };
};
