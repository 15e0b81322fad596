import type { Server, Socket } from "node:net";

/** Longest time that a client may take no bytes while bytes wait for it. */
const TIMEOUT_MS = 30_000;
const LOOKS_PER_TIMEOUT = 6;

type Progress = { takenBytes: number; at: number };

/**
 * Closes connections whose client reads no bytes: an unread response would stay in memory as long as the client likes.
 * One timer checks all connections, so requests cost nothing.
 * @returns stops the timer
 */
export const cutStalledReaders = (server: Server, timeoutMs = TIMEOUT_MS): (() => void) => {
  const open = new Map<Socket, Progress | null>();
  server.on("connection", (socket) => {
    open.set(socket, null);
    socket.once("close", () => open.delete(socket));
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, before] of open) {
      const progress = progressOf(socket, before, now);
      // Reset instead of close: after an orderly end the kernel would keep its bytes and wait for the client too.
      if (progress && now - progress.at >= timeoutMs) socket.resetAndDestroy();
      else open.set(socket, progress);
    }
  }, timeoutMs / LOOKS_PER_TIMEOUT).unref();
  return () => clearInterval(timer);
};

/** Returns since when the kernel has accepted no byte; null when nothing waits. */
export const progressOf = (socket: Socket, before: Progress | null, now: number): Progress | null => {
  if (socket.writableLength === 0) return null;
  const takenBytes = takenBytesOf(socket);
  return before?.takenBytes === takenBytes ? before : { takenBytes, at: now };
};

/**
 * Counts bytes that the kernel accepted. Node counts a chunk only when it is fully written, which takes minutes on a
 * slow line; only the handle knows the rest of the current chunk.
 */
const takenBytesOf = (socket: Socket): number => {
  const handle: unknown = Reflect.get(socket, "_handle");
  const [given, waiting] = ["bytesWritten", "writeQueueSize"].map((name) => Reflect.get(Object(handle), name));
  if (typeof given === "number" && typeof waiting === "number") return given - waiting;
  return socket.bytesWritten - socket.writableLength;
};
