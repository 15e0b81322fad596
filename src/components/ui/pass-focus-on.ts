/**
 * A `ref` for what goes away once a button in it has done its work: the focus then goes to the page's content, and not
 * to the top of the window.
 */
export const passFocusOn = (element: HTMLElement | null) => () => {
  if (element?.contains(document.activeElement)) document.getElementById("main")?.focus({ preventScroll: true });
};
