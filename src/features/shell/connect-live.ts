import type { PageMessage } from "#features/shell/live-hub.ts";
import { type LiveMessage, openLiveStream } from "#features/shell/live-stream.ts";

/** Longer than any silence of the worker between two messages. */
const SILENCE_MS_MAX = 60_000;

type Source = { say: (message: PageMessage) => void };
type Hear = (message: LiveMessage) => void;

/**
 * Tells this page of changes while it is visible, and once when it becomes visible again. Pages of one session share a
 * stream in a worker; without workers, each page has its own.
 *
 * @param mark the session's
 * @returns ends it
 */
export const connectLive = (mark: string, tell: Hear): (() => void) => {
  const ended = new AbortController();
  const isShown = () => document.visibilityState === "visible";
  let source: Source | null = null;
  let watch: ReturnType<typeof setTimeout> | undefined;

  const hear: Hear = (message) => {
    keepWatch();
    // Hidden pages read everything again when they are shown.
    if (message !== "changed" || isShown()) tell(message);
  };
  const keepWatch = () => {
    clearTimeout(watch);
    if (isShown()) watch = setTimeout(begin, SILENCE_MS_MAX);
  };
  const begin = (canShare = true) => {
    source?.say("gone");
    source = (canShare ? joinWorker(mark, hear, () => begin(false)) : null) ?? ownStream(mark, hear);
    source.say(isShown() ? "shown" : "hidden");
    keepWatch();
  };

  document.addEventListener(
    "visibilitychange",
    () => {
      source?.say(isShown() ? "shown" : "hidden");
      keepWatch();
      if (isShown()) tell("changed");
    },
    { signal: ended.signal },
  );
  // A page in the browser's back cache may come back: it is hidden, not gone.
  addEventListener("pagehide", ({ persisted }) => persisted || source?.say("gone"), { signal: ended.signal });
  begin();
  return () => {
    ended.abort();
    clearTimeout(watch);
    source?.say("gone");
    source = null;
  };
};

/** Null without shared workers, which a page in a frame may lack too. */
const joinWorker = (mark: string, hear: Hear, onBroken: () => void): Source | null => {
  try {
    const worker = new SharedWorker(new URL("./live-worker.ts", import.meta.url), { type: "module", name: mark });
    let isLeft = false;
    worker.onerror = () => isLeft || onBroken();
    worker.port.onmessage = ({ data }) => isLeft || hear(data);
    return {
      say: (message) => {
        isLeft ||= message === "gone";
        worker.port.postMessage(message);
      },
    };
  } catch {
    return null;
  }
};

const ownStream = (mark: string, hear: Hear): Source => {
  let close: (() => void) | null = null;
  return {
    say: (message) => {
      if (message === "shown") {
        close ??= openLiveStream({ mark, tell: hear });
        return;
      }
      close?.();
      close = null;
    },
  };
};
