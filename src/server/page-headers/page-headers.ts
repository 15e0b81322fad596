// The proxy overwrites both headers, so that no client sets them.

/** Carries a page's nonce from the proxy to the code that writes styles of its own. */
export const NONCE_HEADER = "x-nonce";

/** Carries the path and query of the requested page from the proxy to the page. */
export const PAGE_PATH_HEADER = "x-page-path";
