import type { Server, Socket } from "node:net";

/** How long a client may take nothing while bytes wait for it. */
const PATIENCE_MS = 30_000;
const LOOKS_PER_PATIENCE = 6;

type Progress = { takenBytes: number; at: number };

/**
 * Cuts off connections whose client takes nothing of what waits for it: an unread answer stays in memory as long as the client
 * likes. One timer looks at all connections, so that requests cost nothing.
 * @returns ends it
 */
export const cutStalledReaders = (server: Server, patienceMs = PATIENCE_MS): (() => void) => {
  const open = new Map<Socket, Progress | null>();
  server.on("connection", (socket) => {
    open.set(socket, null);
    socket.once("close", () => open.delete(socket));
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, before] of open) {
      const progress = progressOf(socket, before, now);
      // A reset: after a polite end the system would keep what it has of the answer, and wait for the client too.
      if (progress && now - progress.at >= patienceMs) socket.resetAndDestroy();
      else open.set(socket, progress);
    }
  }, patienceMs / LOOKS_PER_PATIENCE).unref();
  return () => clearInterval(timer);
};

/** Since when the system has taken no byte of what waits; null when nothing waits. */
export const progressOf = (socket: Socket, before: Progress | null, now: number): Progress | null => {
  if (socket.writableLength === 0) return null;
  const takenBytes = takenBytesOf(socket);
  return before?.takenBytes === takenBytes ? before : { takenBytes, at: now };
};

/**
 * Bytes that the system took over. Node counts a chunk as written only when all of it is, which can take minutes for an honest
 * client on a slow line: what is left of the chunk being written is known to the handle alone.
 */
const takenBytesOf = (socket: Socket): number => {
  const handle: unknown = Reflect.get(socket, "_handle");
  const [given, waiting] = ["bytesWritten", "writeQueueSize"].map((name) => Reflect.get(Object(handle), name));
  if (typeof given === "number" && typeof waiting === "number") return given - waiting;
  return socket.bytesWritten - socket.writableLength;
};
