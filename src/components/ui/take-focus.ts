/**
 * `ref` for an element that replaces a pressed button: takes the lost focus, so that keyboard and screen reader keep
 * their place. Focus elsewhere stays.
 */
export const takeLostFocus = (element: HTMLElement | null) => {
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (isLost) element?.focus();
};

/** `ref` for an element that takes over from the focused one: arrow keys go on with it. */
export const takeFocus = (element: HTMLElement | null) => element?.focus();
