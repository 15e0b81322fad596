import { isNews, type LiveMessage, type LiveState } from "#features/shell/live-stream.ts";

/** `retry`: the network is back, so a broken stream need not wait for its next try. */
export type PageMessage = "shown" | "hidden" | "gone" | "retry";

/**
 * Shares one stream between all pages of a session, open while a page is visible. Crashed pages are removed where the
 * browser reports closed ports.
 *
 * @returns adds a page
 */
export const createLiveHub = (open: (tell: (message: LiveMessage) => void) => () => void) => {
  const pages = new Set<MessagePort>();
  const shown = new Set<MessagePort>();
  let close: (() => void) | null = null;
  let state: LiveState = "connecting";

  const tell = (message: LiveMessage) => {
    if (!isNews(message)) state = message;
    for (const page of pages) page.postMessage(message);
  };
  const openOrClose = () => {
    if (shown.size > 0) {
      close ??= open(tell);
      return;
    }
    close?.();
    close = null;
    state = "connecting";
  };

  return (page: MessagePort) => {
    pages.add(page);
    const hear = (message: PageMessage) => {
      if (message === "retry") {
        close?.();
        close = null;
        return openOrClose();
      }
      if (message === "gone") pages.delete(page);
      if (message === "shown") shown.add(page);
      else shown.delete(page);
      openOrClose();
      if (message === "shown") page.postMessage(state);
    };
    page.addEventListener("message", ({ data }) => hear(data));
    page.addEventListener("close", () => hear("gone"));
    page.start();
  };
};
