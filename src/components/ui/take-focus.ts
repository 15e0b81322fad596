/**
 * A `ref` for an element that replaces a pressed button: takes the focus that was lost with the button, so that
 * keyboard and screen reader keep their place. Other focus stays.
 */
export const takeLostFocus = (element: HTMLElement | null) => {
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (isLost) element?.focus();
};
