/** Pages whose lists follow the mode. Below them stand pages of single objects. */
const LISTS = ["/webhooks", "/deliveries", "/events"];

/** Page to show after the mode was switched: an object's page gives way to its list, other pages stay. */
export const pageAfterSwitch = (pathname: string): string =>
  pathname === "/webhooks/new" ? pathname : (LISTS.find((list) => pathname.startsWith(`${list}/`)) ?? pathname);
