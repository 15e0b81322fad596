/** Where a page hears of changes. */
export const LIVE_URL = "/api/trpc/live.changes";

/** Says for which session a page wants to hear: the browser's cookie may be another one's by now. */
export const LIVE_MARK_HEADER = "bellhop-session-mark";
