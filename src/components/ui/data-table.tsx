"use client";

import Link from "next/link";
import { type MouseEvent, memo, type ReactNode, useCallback, useRef } from "react";
import { useTranslations } from "use-intl";
import { chooseRange } from "#components/ui/choose-range.ts";
import { classNames } from "#components/ui/class-names.ts";
import { moveAlongRows } from "#components/ui/move-along-rows.ts";

/** Place of a cell on a phone, where a row has two lines. `more` cells follow each other on the second line. */
export type PhonePlace = "lead" | "end" | "more" | "moreEnd" | "hidden";

export type Column<Row extends object> = {
  id: string;
  title: string;
  /** Compared by identity: a new function renders all its cells again. */
  cell(row: Row): ReactNode;
  /** Width of the column, such as `w-28`; a column without one takes what is left. */
  width?: string;
  isNumber?: boolean;
  /** Leaves the column out where the table is narrow, as beside a panel. */
  isWideOnly?: boolean;
  /** Makes this cell the link of the row; one column has it. */
  isLink?: boolean;
  phone: PhonePlace;
};

export type Density = "compact" | "roomy";

export type Selection = {
  selected: ReadonlySet<string>;
  max: number;
  onChange: (selected: ReadonlySet<string>) => void;
};

export type DataTableProps<Row extends object> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  /** Page of a row. The link covers the whole row. */
  hrefOf: (row: Row) => string;
  /** Name of a row for screen readers, where its checkbox stands alone. */
  nameOf?: (row: Row) => string;
  /** Replaces a plain click or Enter on a row; other clicks open the page, as in a new tab. */
  onOpen?: (id: string) => void;
  openId?: string | null;
  density?: Density;
  selection?: Selection | undefined;
  /** Marks rows that stay in place although they no longer match. */
  isStale?: (row: Row) => boolean;
  isBusy?: boolean;
};

/**
 * Table of linked rows. Arrow keys move between rows, `x` selects one, and shift selects up to it. A row is rendered again only when
 * the row itself changes, so a list under load stays responsive.
 */
export const DataTable = <Row extends object>(props: DataTableProps<Row>) => {
  const { label, columns, rows, idOf, hrefOf, nameOf, openId = null, density = "compact", selection, isStale } = props;
  const t = useTranslations("ui.table");
  const anchor = useRef<string | null>(null);
  const current = useRef(props);
  const setCurrent = (element: HTMLTableElement | null) => {
    current.current = props;
    return element ? moveAlongRows(element) : undefined;
  };
  const select = useCallback((id: string, isRange: boolean) => {
    const { rows: now, idOf: nameRow, selection: chosen } = current.current;
    if (!chosen) return;
    const ids = now.map(nameRow);
    chosen.onChange(chooseRange(chosen, ids, { id, from: isRange ? anchor.current : null }));
    anchor.current = id;
  }, []);
  const open = useCallback((id: string) => current.current.onOpen?.(id), []);
  const selectable = rows.slice(0, selection?.max ?? 0).map(idOf);
  const areAllSelected = selectable.length > 0 && selectable.every((id) => selection?.selected.has(id));
  return (
    <div className="@container">
      <table
        ref={setCurrent}
        aria-label={label}
        aria-busy={props.isBusy || undefined}
        className="w-full table-fixed border-separate border-spacing-0 text-left text-[0.8125rem] max-sm:block"
      >
        <thead className="max-sm:sr-only">
          <tr>
            {selection && (
              <th scope="col" className={classNames(HEAD, "w-9 pl-3")}>
                <Box
                  label={t("selectAll")}
                  isChecked={areAllSelected}
                  isMixed={!areAllSelected && selection.selected.size > 0}
                  onClick={() => selection.onChange(areAllSelected ? new Set() : new Set(selectable))}
                />
              </th>
            )}
            {columns.map(({ id, title, width, isNumber, isWideOnly }) => (
              <th
                key={id}
                scope="col"
                className={classNames(HEAD, width, isNumber && "text-right", isWideOnly && WIDE_ONLY)}
              >
                <span className="block truncate">{title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {rows.map((row) => {
            const id = idOf(row);
            return (
              <TableRow
                key={id}
                id={id}
                row={row}
                columns={columns}
                href={hrefOf(row)}
                name={nameOf?.(row) ?? id}
                density={density}
                isOpen={id === openId}
                isStale={isStale?.(row) ?? false}
                isSelected={selection ? selection.selected.has(id) : null}
                isFull={selection ? selection.selected.size >= selection.max : false}
                onSelect={select}
                onOpen={props.onOpen ? open : null}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
};

const WIDE_ONLY = "@max-4xl:hidden";

const HEAD =
  "sticky top-14 z-10 h-9 border-b border-line bg-surface px-2 align-middle font-medium text-faint first:pl-4 last:pr-4 " +
  "lg:top-0 lg:group-data-[mode=test]/mode:top-9";

type RowProps = {
  id: string;
  row: object;
  columns: readonly Column<object>[];
  href: string;
  name: string;
  density: Density;
  isOpen: boolean;
  isStale: boolean;
  /** Null in a table without selection. */
  isSelected: boolean | null;
  isFull: boolean;
  onSelect: (id: string, isRange: boolean) => void;
  onOpen: ((id: string) => void) | null;
};

const TableRow = memo(
  ({ id, row, columns, href, name, density, isOpen, isStale, isSelected, isFull, onSelect, onOpen }: RowProps) => {
    const t = useTranslations("ui.table");
    const open = (event: MouseEvent) => {
      if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      onOpen(id);
    };
    return (
      <tr
        data-row={id}
        aria-current={isOpen || undefined}
        className={classNames(
          "group/row relative hover:bg-hover aria-[current=true]:bg-accent-tint",
          "max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:border-b max-sm:border-line max-sm:px-4 max-sm:py-2.5",
          isSelected && "bg-accent-tint",
          isStale && "italic",
        )}
      >
        {isSelected !== null && (
          <td className={classNames(CELL, "w-9 pl-3 max-sm:hidden")}>
            <Box
              label={t("select", { what: name })}
              isChecked={isSelected}
              isDisabled={isFull && !isSelected}
              onClick={(isRange) => onSelect(id, isRange)}
            />
          </td>
        )}
        {columns.map((column) => (
          <td
            key={column.id}
            className={classNames(
              CELL,
              density === "compact" ? "sm:h-9" : "sm:h-12",
              column.isNumber && "text-right tabular-nums",
              column.isWideOnly && WIDE_ONLY,
              PHONE[column.phone],
            )}
          >
            {column.isLink ? (
              <Link
                href={href}
                prefetch={false}
                data-row-link
                onClick={open}
                className="block truncate text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
              >
                {column.cell(row)}
              </Link>
            ) : (
              column.cell(row)
            )}
          </td>
        ))}
      </tr>
    );
  },
);
TableRow.displayName = "TableRow";

const CELL =
  "border-b border-line px-2 align-middle first:pl-4 last:pr-4 max-sm:block max-sm:border-0 max-sm:p-0 sm:truncate";

const PHONE: Record<PhonePlace, string> = {
  lead: "max-sm:order-1 max-sm:col-start-1 max-sm:min-w-0 max-sm:truncate max-sm:font-medium",
  end: "max-sm:order-2 max-sm:col-start-2 max-sm:row-start-1 max-sm:text-right",
  more: "max-sm:order-3 max-sm:col-start-1 max-sm:min-w-0 max-sm:truncate max-sm:text-soft",
  moreEnd: "max-sm:order-4 max-sm:col-start-2 max-sm:row-start-2 max-sm:text-right max-sm:text-soft",
  hidden: "max-sm:hidden",
};

/** Draws the mark without an element of its own: a table has up to hundreds of boxes. */
const BOX =
  "relative z-1 block size-4 cursor-pointer appearance-none rounded-[0.25rem] border border-field bg-surface disabled:cursor-default disabled:opacity-50 forced-colors:appearance-auto " +
  "checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent " +
  "before:absolute before:inset-0.5 before:hidden before:bg-on-accent before:[clip-path:polygon(14%_44%,0_65%,50%_100%,100%_16%,80%_0,43%_62%)] " +
  "checked:before:block indeterminate:before:block indeterminate:before:[clip-path:inset(40%_0)]";

/** Checkbox of the browser, above the link that covers its row. */
const Box = ({
  label,
  isChecked,
  isMixed = false,
  isDisabled = false,
  onClick,
}: {
  label: string;
  isChecked: boolean;
  isMixed?: boolean;
  isDisabled?: boolean;
  onClick: (isRange: boolean) => void;
}) => (
  <input
    type="checkbox"
    aria-label={label}
    checked={isChecked}
    disabled={isDisabled}
    ref={(element) => {
      if (element) element.indeterminate = isMixed;
    }}
    onChange={(event) => onClick(event.nativeEvent instanceof globalThis.MouseEvent && event.nativeEvent.shiftKey)}
    className={BOX}
  />
);
