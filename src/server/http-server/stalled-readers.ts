import type { Server, Socket } from "node:net";

/** Time that a client may take nothing while bytes wait for it. */
const PATIENCE_MS = 30_000;
const LOOKS_PER_PATIENCE = 6;

type Progress = { takenBytes: number; at: number };

/**
 * Cuts off connections whose client takes none of the bytes that wait for it: an unread answer would stay in memory as long as the
 * client likes. One timer looks at all connections, so that requests cost nothing.
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
      // A reset: after an orderly end the system would keep its part of the answer and wait for the client too.
      if (progress && now - progress.at >= patienceMs) socket.resetAndDestroy();
      else open.set(socket, progress);
    }
  }, patienceMs / LOOKS_PER_PATIENCE).unref();
  return () => clearInterval(timer);
};

/** Tells since when the system has taken no byte; null when nothing waits. */
export const progressOf = (socket: Socket, before: Progress | null, now: number): Progress | null => {
  if (socket.writableLength === 0) return null;
  const takenBytes = takenBytesOf(socket);
  return before?.takenBytes === takenBytes ? before : { takenBytes, at: now };
};

/**
 * Counts the bytes that the system took over. Node counts a chunk only once all of it is written, which can take minutes on a slow
 * line; the handle alone knows the rest of the chunk that is being written.
 */
const takenBytesOf = (socket: Socket): number => {
  const handle: unknown = Reflect.get(socket, "_handle");
  const [given, waiting] = ["bytesWritten", "writeQueueSize"].map((name) => Reflect.get(Object(handle), name));
  if (typeof given === "number" && typeof waiting === "number") return given - waiting;
  return socket.bytesWritten - socket.writableLength;
};
