import type { PageMessage } from "#features/shell/live-hub.ts";
import { isNews, type LiveMessage, openLiveStream } from "#features/shell/live-stream.ts";

/** Exceeds every pause between two messages of the worker. */
const SILENCE_MS_MAX = 60_000;

type Source = { say: (message: PageMessage) => void };
type Hear = (message: LiveMessage) => void;

/**
 * Reports changes while this page is visible, and once both kinds when it becomes visible again. Pages of one session share a
 * stream in a SharedWorker; without SharedWorker each page opens its own.
 *
 * @param mark session mark
 * @param onHidden called when the page is hidden, which leaves the stream
 * @returns stops the reports
 */
export const connectLive = (mark: string, tell: Hear, onHidden: () => void): (() => void) => {
  const ended = new AbortController();
  const isShown = () => document.visibilityState === "visible";
  let source: Source | null = null;
  let watch: ReturnType<typeof setTimeout> | undefined;

  const hear: Hear = (message) => {
    keepWatch();
    // Hidden pages reload their data when shown.
    if (!isNews(message) || isShown()) tell(message);
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
      if (!isShown()) return onHidden();
      tell("changed");
      // The figures may have been counted meanwhile.
      tell("counted");
    },
    { signal: ended.signal },
  );
  addEventListener("online", () => source?.say("retry"), { signal: ended.signal });
  // Pages in the back/forward cache may return: they are hidden, not closed.
  addEventListener("pagehide", ({ persisted }) => persisted || source?.say("gone"), { signal: ended.signal });
  begin();
  return () => {
    ended.abort();
    clearTimeout(watch);
    source?.say("gone");
    source = null;
  };
};

/** Null without SharedWorker, which frames may also lack. */
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
      if (message === "retry" && close === null) return;
      if (message !== "shown") {
        close?.();
        close = null;
      }
      if (message === "shown" || message === "retry") close ??= openLiveStream({ mark, tell: hear });
    },
  };
};
