import { rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { deserialize, serialize } from "node:v8";
import type { Logger } from "#domain/context.ts";
import type { HandOver } from "#engine/accept/insert-through-worker.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";

/** A message is at most 20 events with 64 KiB of bodies. */
const MESSAGE_MAX = 256 * 1024;
const LENGTH_BYTES = 4;
const RECONNECT_MS = 250;
/** A worker that hangs delays one batch: until it has answered, it gets no other. With the waits for a silent database it stays within 2 s. */
const ANSWER_MS = 200;

/** `number` counts the questions of a connection. */
type Question = { number: number; rows: readonly NewEvent[] };
/** `ids`: events that were stored; null = none. */
type Answer = { number: number; ids: readonly string[] | null };

type Outcome = Awaited<ReturnType<HandOver>>;

/** Asks the worker of the same machine over a socket file to store events. Without an answer the caller stores them. */
export const createHandOver = (path: string, log: Pick<Logger, "warn">): { handOver: HandOver; close: () => void } => {
  /** `open`: questions without an answer, also those whose caller no longer waits. */
  let link: { socket: Socket; open: Map<number, (outcome: Outcome) => void> } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let asked = 0;
  const reconnect = () => {
    if (isClosed) return;
    const socket = connect(path);
    const open = new Map<number, (outcome: Outcome) => void>();
    socket.unref();
    socket.on("connect", () => {
      link = { socket, open };
    });
    readMessages<Answer>(socket, log, ({ number, ids }) => {
      open.get(number)?.(ids ?? "left");
      open.delete(number);
    });
    // The worker is not there yet, or ended: `close` follows.
    socket.on("error", () => {});
    socket.on("close", () => {
      link = undefined;
      for (const settle of open.values()) settle("unknown");
      timer = setTimeout(reconnect, RECONNECT_MS).unref();
    });
  };
  reconnect();
  return {
    handOver: async (rows) => {
      if (!link || link.open.size > 0) return "left";
      const { socket, open } = link;
      const number = ++asked;
      const answer = Promise.withResolvers<Outcome>();
      const message = encode({ number, rows } satisfies Question);
      open.set(number, answer.resolve);
      const late = setTimeout(answer.resolve, ANSWER_MS, "unknown");
      socket.write(message);
      return answer.promise.finally(() => clearTimeout(late));
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      link?.socket.destroy();
    },
  };
};

/**
 * Answers such questions. The folder of the socket file belongs to this user alone, so messages need no other proof.
 *
 * @param path taken over from a worker that died
 * @param hand stores events; null = none. Its errors are left to the web process, which meets them itself
 */
export const receiveHandOver = async (
  path: string,
  hand: (rows: readonly NewEvent[]) => Promise<readonly string[] | null>,
  log: Pick<Logger, "debug" | "warn">,
): Promise<{ close: () => void }> => {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    readMessages<Question>(socket, log, ({ number, rows }) => {
      void hand(rows)
        .catch((error: unknown) => {
          log.debug({ err: error }, "could not store events that were handed over; the web process stores them itself");
          return null;
        })
        .then((ids) => socket.writable && socket.write(encode({ number, ids } satisfies Answer)));
    });
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  await rm(path, { force: true });
  await new Promise<void>((resolve) => {
    server.on("error", (error) => {
      log.warn({ err: error }, "the web process cannot hand events over; it stores them itself");
      resolve();
    });
    server.listen(path, resolve);
  });
  return {
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};

const encode = (message: Question | Answer): Buffer => {
  const bytes = serialize(message);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
};

/** Ends the connection at what is no message. */
const readMessages = <Message>(
  socket: Socket,
  log: Pick<Logger, "warn">,
  onMessage: (message: Message) => void,
): void => {
  let unread: Buffer = Buffer.alloc(0);
  const read = (chunk: Buffer) => {
    unread = unread.byteLength === 0 ? chunk : Buffer.concat([unread, chunk]);
    while (unread.byteLength >= LENGTH_BYTES) {
      const length = unread.readUInt32BE();
      if (length > MESSAGE_MAX) throw new Error(`A message of ${length} bytes is too long.`);
      const end = LENGTH_BYTES + length;
      if (unread.byteLength < end) return;
      onMessage(deserialize(unread.subarray(LENGTH_BYTES, end)));
      unread = unread.subarray(end);
    }
  };
  socket.on("data", (chunk: Buffer) => {
    try {
      read(chunk);
    } catch (error) {
      log.warn(
        { err: error },
        "could not read a message between web process and worker; the web process stores the events itself",
      );
      socket.destroy();
    }
  });
};
