"use client";

import Link from "next/link";
import { type MouseEvent, memo, type ReactNode, useCallback, useId, useRef } from "react";
import { useTranslations } from "use-intl";
import { BOX_LOOK } from "#components/ui/box-look.ts";
import { chooseRange } from "#components/ui/choose-range.ts";
import { classNames } from "#components/ui/class-names.ts";
import { useEarlyChange } from "#components/ui/early-change.ts";
import { moveAlongRows } from "#components/ui/move-along-rows.ts";

/** Place of a cell below 768 px, where a row has two lines. `more` cells follow each other on the second line. */
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
  const allId = useId();
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
        className="w-full table-fixed border-separate border-spacing-0 text-left text-[0.8125rem] max-md:block"
      >
        <thead className={selection ? "max-sm:sr-only sm:max-md:block" : "max-md:sr-only"}>
          <tr className="max-md:block">
            {selection && (
              <th
                scope="col"
                className={classNames(
                  HEAD,
                  "w-10 max-sm:hidden sm:max-md:flex sm:max-md:w-full sm:max-md:items-center",
                )}
              >
                <label htmlFor={allId} className="flex w-fit items-center">
                  <Box
                    id={allId}
                    label={t("selectAll")}
                    isChecked={areAllSelected}
                    isMixed={!areAllSelected && selection.selected.size > 0}
                    onClick={() => selection.onChange(areAllSelected ? new Set() : new Set(selectable))}
                  />
                  <span aria-hidden className="hidden pl-3 font-normal sm:max-md:inline">
                    {t("selectAll")}
                  </span>
                </label>
              </th>
            )}
            {columns.map(({ id, title, width, isNumber, isWideOnly }) => (
              <th
                key={id}
                scope="col"
                className={classNames(HEAD, width, "max-md:sr-only", isNumber && "text-right", isWideOnly && WIDE_ONLY)}
              >
                <span title={title} className="block truncate">
                  {title}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-md:block">
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
  "sticky top-14 z-10 h-9 border-b border-line bg-surface px-2 align-middle font-medium text-faint first:pl-5 last:pr-5 " +
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
          "max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 sm:max-md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_minmax(6rem,auto)] max-md:border-b max-md:border-line max-md:px-4 max-md:py-2.5 max-md:last:border-b-0 sm:max-md:px-5",
          isSelected !== null && "sm:max-md:pl-13",
          isSelected && "bg-accent-tint",
          isStale && "italic",
        )}
      >
        {isSelected !== null && (
          <td className={classNames(CELL, "w-10 max-sm:hidden sm:max-md:absolute sm:max-md:top-3 sm:max-md:left-5")}>
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
              density === "compact" ? "md:h-9" : "md:h-12",
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
  "border-b border-line px-2 align-middle group-last/row:border-b-0 md:first:pl-5 md:last:pr-5 max-md:block max-md:border-0 max-md:p-0 md:truncate";

const PHONE: Record<PhonePlace, string> = {
  lead: "max-md:order-1 max-md:col-start-1 sm:max-md:col-span-2 max-md:min-w-0 max-md:truncate max-md:font-medium",
  end: "max-md:order-2 max-sm:col-start-2 sm:max-md:col-start-3 max-md:row-start-1 max-md:text-right",
  more: "max-md:order-3 max-sm:col-start-1 sm:max-md:row-start-2 max-md:min-w-0 max-md:truncate max-md:text-soft",
  moreEnd:
    "max-md:order-4 max-sm:col-start-2 sm:max-md:col-start-3 max-md:row-start-2 max-md:text-right max-md:text-soft",
  hidden: "max-md:hidden",
};

/** Draws the mark and a target of 24 px without elements of their own: a table has up to hundreds of boxes. */
const BOX =
  `relative z-1 block size-4 cursor-pointer disabled:cursor-default ${BOX_LOOK} after:absolute after:-inset-1 ` +
  "before:absolute before:inset-0.5 before:hidden before:bg-on-accent before:[clip-path:polygon(14%_44%,0_65%,50%_100%,100%_16%,80%_0,43%_62%)] " +
  "checked:before:block indeterminate:before:block indeterminate:before:[clip-path:inset(40%_0)]";

/** Checkbox of the browser, above the link that covers its row. */
const Box = ({
  id,
  label,
  isChecked,
  isMixed = false,
  isDisabled = false,
  onClick,
}: {
  id?: string;
  label: string;
  isChecked: boolean;
  isMixed?: boolean;
  isDisabled?: boolean;
  onClick: (isRange: boolean) => void;
}) => {
  const early = useEarlyChange<HTMLInputElement, true>(
    (box) => (box.checked === isChecked ? undefined : true),
    () => onClick(false),
  );
  return (
    <input
      id={id}
      type="checkbox"
      aria-label={label}
      autoComplete="off"
      checked={isChecked}
      disabled={isDisabled}
      ref={(element) => {
        early.current = element;
        if (element) element.indeterminate = isMixed;
      }}
      onChange={(event) => onClick(event.nativeEvent instanceof globalThis.MouseEvent && event.nativeEvent.shiftKey)}
      className={BOX}
    />
  );
};
