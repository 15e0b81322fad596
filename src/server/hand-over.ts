import { rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { deserialize, serialize } from "node:v8";
import type { Logger } from "#domain/context.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import type { HandOver } from "#engine/accept/share-commits.ts";

/** A message is at most 20 events with 64 KiB of bodies. */
const MESSAGE_MAX = 256 * 1024;
const LENGTH_BYTES = 4;
const RECONNECT_MS = 250;

/**
 * Hands events to the worker of the same machine over a socket file, while PostgreSQL stores them. A message that does not arrive costs
 * time only: the commit announces its events, and the worker reads their rows.
 */
export const createHandOver = (path: string, log: Pick<Logger, "warn">): { handOver: HandOver; close: () => void } => {
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const open = () => {
    if (isClosed) return;
    const next = connect(path);
    next.unref();
    next.on("connect", () => {
      socket = next;
    });
    // The worker is not there yet, or ended: `close` follows.
    next.on("error", () => {});
    next.on("close", () => {
      socket = undefined;
      timer = setTimeout(open, RECONNECT_MS).unref();
    });
  };
  open();
  return {
    handOver: (sources, lock) => {
      // A worker that does not read must not fill this process.
      if (!socket || socket.writableLength > 0) return;
      try {
        const message = serialize({ sources: sources.map(toSource), lock });
        const length = Buffer.alloc(LENGTH_BYTES);
        length.writeUInt32BE(message.byteLength);
        socket.write(Buffer.concat([length, message]));
      } catch (error) {
        log.warn({ err: error }, "could not hand events over; the worker reads their rows instead");
      }
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
};

type Message = { sources: SourceEvent[]; lock: number };

const toSource = ({
  id,
  tenantId,
  mode,
  event,
  resourceId,
  occurredAt,
  body,
  traceParent,
}: SourceEvent): SourceEvent => ({
  id,
  tenantId,
  mode,
  event,
  resourceId,
  occurredAt,
  body,
  traceParent,
});

/**
 * Receives such events. The folder of the socket file belongs to this user alone, so messages need no other proof.
 *
 * @param path taken over from a worker that died
 */
export const receiveHandOver = async (
  path: string,
  hand: HandOver,
  log: Pick<Logger, "warn">,
): Promise<{ close: () => void }> => {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    const read = readMessages(hand);
    socket.on("data", (chunk) => {
      try {
        read(chunk);
      } catch (error) {
        log.warn({ err: error }, "could not read events that the web process handed over; their rows are read instead");
        socket.destroy();
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  await rm(path, { force: true });
  await new Promise<void>((resolve) => {
    server.on("error", (error) => {
      log.warn({ err: error }, "the web process cannot hand events over; their rows are read instead");
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

const readMessages = (hand: HandOver) => {
  let unread: Buffer = Buffer.alloc(0);
  return (chunk: Buffer) => {
    unread = unread.byteLength === 0 ? chunk : Buffer.concat([unread, chunk]);
    while (unread.byteLength >= LENGTH_BYTES) {
      const length = unread.readUInt32BE();
      if (length > MESSAGE_MAX) throw new Error(`A message of ${length} bytes is too long.`);
      const end = LENGTH_BYTES + length;
      if (unread.byteLength < end) return;
      const { sources, lock }: Message = deserialize(unread.subarray(LENGTH_BYTES, end));
      hand(sources, lock);
      unread = unread.subarray(end);
    }
  };
};
