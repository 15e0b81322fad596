export const LIVE_URL = "/api/trpc/live.changes";

/** Session of the page that calls: the browser's cookie may belong to another session by now. */
export const LIVE_MARK_HEADER = "bellhop-session-mark";
