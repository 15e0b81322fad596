/** Carries the path and query of the page asked for from the proxy to the page. Overwritten whatever the client sent. */
export const PAGE_PATH_HEADER = "x-page-path";
