import { createLiveHub } from "#features/shell/live-hub.ts";
import { openLiveStream } from "#features/shell/live-stream.ts";

// SharedWorker: browsers allow six HTTP/1.1 connections per server, and a stream occupies one. The worker's name is the
// session mark.
const join = createLiveHub((tell) => openLiveStream({ mark: self.name, tell }));

addEventListener("connect", (event) => {
  if (event instanceof MessageEvent) for (const port of event.ports) join(port);
});
