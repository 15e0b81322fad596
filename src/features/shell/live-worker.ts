import { createLiveHub } from "#features/shell/live-hub.ts";
import { openLiveStream } from "#features/shell/live-stream.ts";

// Runs as a SharedWorker: browsers allow six HTTP/1.1 connections per server, and a stream holds one. Its name is the
// session's mark.
const join = createLiveHub((tell) => openLiveStream({ mark: self.name, tell }));

addEventListener("connect", (event) => {
  if (event instanceof MessageEvent) for (const port of event.ports) join(port);
});
