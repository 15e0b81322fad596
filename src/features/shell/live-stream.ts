import { LIVE_MARK_HEADER, LIVE_URL } from "#trpc/live-address.ts";

/** `full`: the server has no place for a stream. `ended`: the session is over. */
export type LiveState = "connecting" | "live" | "full" | "ended";

/** `changed`: rows of the tenant changed. `counted`: its figures did. */
export type LiveNews = "changed" | "counted";

export type LiveMessage = LiveState | LiveNews;

export const isNews = (message: LiveMessage): message is LiveNews => message === "changed" || message === "counted";

/** Twice the server's ping interval of 5 s, and a reserve. */
const SILENCE_MS_MAX = 12_000;
const RETRY_MS = 1_000;
const RETRY_MS_MAX = 10_000;
const FULL_MS = 30_000;

type Options = { mark: string; tell: (message: LiveMessage) => void; url?: string };
type Outcome = { state: "ended" } | { state: "full"; retryMs: number } | { state: "connecting" };

/**
 * Keeps a live stream open until the returned function is called or the session is over. Uses fetch: EventSource hides
 * the reason of a refusal.
 *
 * @param mark session mark from the server
 */
export const openLiveStream = (options: Options): (() => void) => {
  const closed = new AbortController();
  void keepOpen(options, closed.signal);
  return () => closed.abort();
};

const keepOpen = async ({ mark, tell, url = LIVE_URL }: Options, closed: AbortSignal) => {
  let state: LiveState = "connecting";
  let failures = 0;
  const hear = (message: LiveMessage) => {
    if (closed.aborted) return;
    if (message === "live") failures = 0;
    tell(message);
  };
  for (;;) {
    hear(state);
    const outcome: Outcome = await readUntilEnd(url, mark, hear, closed).catch(() => ({ state: "connecting" }));
    ({ state } = outcome);
    hear(state);
    if (closed.aborted || outcome.state === "ended") return;
    const waitMs = outcome.state === "full" ? outcome.retryMs : Math.min(RETRY_MS * 2 ** failures++, RETRY_MS_MAX);
    // Random delay: browsers must not reconnect all at once.
    await pause(waitMs * (1 - Math.random() / 2), closed);
  }
};

/** Reads one stream to its end. Throws when the connection breaks or is silent for too long. */
const readUntilEnd = async (
  url: string,
  mark: string,
  hear: (message: LiveMessage) => void,
  closed: AbortSignal,
): Promise<Outcome> => {
  const silent = new AbortController();
  let watch = setTimeout(() => silent.abort(), SILENCE_MS_MAX);
  try {
    const headers = { accept: "text/event-stream", [LIVE_MARK_HEADER]: mark };
    const response = await fetch(url, { headers, signal: AbortSignal.any([closed, silent.signal]), cache: "no-store" });
    if (response.status === 401) return { state: "ended" };
    if (response.status === 429) return { state: "full", retryMs: retryMsOf(response) };
    if (!response.ok || !response.body) return { state: "connecting" };
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return { state: "connecting" };
      clearTimeout(watch);
      watch = setTimeout(() => silent.abort(), SILENCE_MS_MAX);
      const frames = (rest + value).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) {
        const message = messageOf(frame);
        if (message) hear(message);
      }
    }
  } finally {
    clearTimeout(watch);
  }
};

/** tRPC names its own events; a change is data without a name. */
const messageOf = (frame: string): LiveMessage | null => {
  if (/^event: (connected|ping)$/m.test(frame)) return "live";
  if (!/^data: /m.test(frame) || /^event: /m.test(frame)) return null;
  return /^data: "figures"$/m.test(frame) ? "counted" : "changed";
};

/** Proxies may omit Retry-After or send a date. */
const retryMsOf = ({ headers }: Response): number => Number(headers.get("retry-after")) * 1_000 || FULL_MS;

const pause = (ms: number, closed: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    closed.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
