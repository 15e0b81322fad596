/** Address of the live stream. */
export const LIVE_URL = "/api/trpc/live.changes";

/** Names the session that a page belongs to: the browser's cookie may be another one's by now. */
export const LIVE_MARK_HEADER = "bellhop-session-mark";
