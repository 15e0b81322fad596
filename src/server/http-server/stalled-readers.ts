import type { Server, Socket } from "node:net";

const TIMEOUT_MS = 30_000;
const LOOKS_PER_TIMEOUT = 6;

type Progress = { takenBytes: number; at: number };

/**
 * Closes connections whose client reads no bytes, because an unread response stays in memory.
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
      // After an orderly close the kernel would keep its bytes and wait for the client.
      if (progress && now - progress.at >= timeoutMs) socket.resetAndDestroy();
      else open.set(socket, progress);
    }
  }, timeoutMs / LOOKS_PER_TIMEOUT).unref();
  return () => clearInterval(timer);
};

/** Null when no bytes wait. */
export const progressOf = (socket: Socket, before: Progress | null, now: number): Progress | null => {
  if (socket.writableLength === 0) return null;
  const takenBytes = takenBytesOf(socket);
  return before?.takenBytes === takenBytes ? before : { takenBytes, at: now };
};

/** Node counts a chunk only when it is fully written, so the handle's queue is subtracted. */
const takenBytesOf = (socket: Socket): number => {
  const handle: unknown = Reflect.get(socket, "_handle");
  const [given, waiting] = ["bytesWritten", "writeQueueSize"].map((name) => Reflect.get(Object(handle), name));
  if (typeof given === "number" && typeof waiting === "number") return given - waiting;
  return socket.bytesWritten - socket.writableLength;
};
