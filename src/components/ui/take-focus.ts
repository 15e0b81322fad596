/**
 * A `ref` for what takes the place of a pressed button: with the button goes the focus, and keyboard and screen reader
 * would begin at the top of the page again. What has the focus meanwhile keeps it.
 */
export const takeLostFocus = (element: HTMLElement | null) => {
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (isLost) element?.focus();
};
