/**
 * Lets arrow keys move the focus between rows of a table, and `x` select the focused row. Links and checkboxes keep their own keys.
 *
 * @returns removes the keys
 */
export const moveAlongRows = (table: HTMLTableElement): (() => void) => {
  const hear = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
    const { target } = event;
    if (!(target instanceof HTMLElement)) return;
    const row = target.closest<HTMLElement>("[data-row]");
    if (!row) return;
    if (event.key === "x" && !target.matches("input")) {
      row.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
      return;
    }
    const next = NEXT[event.key]?.(row);
    if (!next) return;
    event.preventDefault();
    // Stays in its column: links with links, checkboxes with checkboxes.
    next.querySelector<HTMLElement>(target.matches("input") ? "input" : "[data-row-link]")?.focus();
  };
  table.addEventListener("keydown", hear);
  return () => table.removeEventListener("keydown", hear);
};

const NEXT: Record<string, ((row: HTMLElement) => Element | null) | undefined> = {
  ArrowDown: (row) => row.nextElementSibling,
  ArrowUp: (row) => row.previousElementSibling,
};

/** Moves the focus to the link of a row; false when the row is not in the page. */
export const focusRow = (id: string): boolean => {
  const row = document.querySelector(`[data-row="${CSS.escape(id)}"] [data-row-link]`);
  if (!(row instanceof HTMLElement)) return false;
  row.focus();
  return true;
};
