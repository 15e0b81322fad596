/** Finds the element of the schedule that stands for its cursor: the focus returns there after a menu or a window. */
export const currentStop = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-current]");
