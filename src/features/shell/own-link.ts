type Place = { origin: string; pathname: string; search: string };
type Click = Pick<MouseEvent, "button" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey" | "defaultPrevented" | "target">;

/** Tells whether a click opens another page of the dashboard in this tab. */
export const isOwnLink = (click: Click, here: Place): boolean => {
  if (click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return false;
  const link = click.target instanceof Element ? click.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return false;
  const { origin, pathname, search } = new URL(link.href);
  return origin === here.origin && `${pathname}${search}` !== `${here.pathname}${here.search}`;
};
