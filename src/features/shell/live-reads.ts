/** Expensive queries over long times: components poll them instead of reloading at each change. */
const COUNTED_ON_REQUEST = ["webhooks.missed", "webhooks.healthHistory", "recoveries.preview"];

/** Routers whose queries live updates read again. */
const LIVE_ROUTERS = ["deliveries", "events", "webhooks", "recoveries", "stats"];

export const isCountedOnRequest = (path: unknown): boolean =>
  Array.isArray(path) && COUNTED_ON_REQUEST.includes(path.join("."));

/** Live updates read the query again when its page is shown. */
export const isReadLive = (path: unknown): boolean =>
  Array.isArray(path) && LIVE_ROUTERS.includes(path[0]) && !isCountedOnRequest(path);
