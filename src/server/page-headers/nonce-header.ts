/** Carries the nonce of a page from the proxy to whatever writes styles of its own. Overwritten whatever the client sent. */
export const NONCE_HEADER = "x-nonce";
