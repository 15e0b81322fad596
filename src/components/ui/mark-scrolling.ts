/**
 * Marks a row that hides some of its entries: browsers keep the fade of a row that fits again. `follow` runs after each
 * change of a width.
 */
export const markScrolling = (row: HTMLElement | null, follow?: () => void) => {
  if (!row) return;
  const resizes = new ResizeObserver(() => {
    row.toggleAttribute("data-scrolls", row.scrollWidth > row.clientWidth);
    follow?.();
  });
  // The entries grow when the page's font arrives.
  for (const box of [row, ...row.children]) resizes.observe(box);
  return () => resizes.disconnect();
};
