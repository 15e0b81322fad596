// The proxy overwrites both headers, so clients cannot set them.

/** Carries the page's nonce from the proxy to code that writes inline styles. */
export const NONCE_HEADER = "x-nonce";

/** Carries the page's path and query from the proxy to the page. */
export const PAGE_PATH_HEADER = "x-page-path";
