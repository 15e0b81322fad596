import type { AsyncLocalStorage } from "node:async_hooks";
import { Socket } from "node:net";
import type pg from "pg";
import { DatabaseClient } from "#database/database-client.ts";
import type { Logger } from "#domain/context.ts";

type Limits = { silentMs: number; waitMs: number; heldMs: number };
type Watch = Limits & { log: Logger; whoConnects: AsyncLocalStorage<(client: pg.PoolClient) => void> };

/** Delay of a timer that proves that this process was suspended. */
const STOOD_STILL_MS = 250;

/** Clients of one pool, known from their first byte on: a pool names a client when its connection is open. */
export const createKnownClients = () => {
  /** Instants of `performance.now()` at which the client was made. */
  const opening = new Map<object, number>();
  const living = new Set<object>();
  let endedBytes = 0;
  return {
    Client: class extends DatabaseClient {
      constructor(config?: string | pg.ClientConfig) {
        super(config);
        opening.set(this, performance.now());
        living.add(this);
        this.once("end", () => {
          opening.delete(this);
          living.delete(this);
          endedBytes += bytesOf(this);
        });
      }
    },
    opening,
    bytesRead: () => living.values().reduce((sum, client) => sum + bytesOf(client), endedBytes),
  };
};

type KnownClients = ReturnType<typeof createKnownClients>;

/** Ends waits for a silent database, and uses of a connection that take too long. */
export const watchConnections = (pool: pg.Pool, known: KnownClients, watch: Watch): void => {
  limitWaiting(pool, known, watch);
  limitHolding(pool, watch);
};

/**
 * Lets callers without a connection wait while the database answers others, as it does under load. Closes connections that are opened in
 * silence: each would cost a caller the same wait.
 */
const limitWaiting = (pool: pg.Pool, { opening, bytesRead }: KnownClients, { silentMs }: Limits) => {
  const connect = pool.connect.bind(pool);
  pool.on("connect", (client) => opening.delete(client));
  pool.connect = () => {
    if (pool.idleCount > pool.waitingCount) return connect();
    const turn = Promise.withResolvers<pg.PoolClient>();
    let isOver = false;
    connect().then((client) => (isOver ? client.release() : turn.resolve(client)), turn.reject);
    const stop = watchSilence({ silentMs, bytesRead }, (since) => {
      isOver = true;
      turn.reject(new Error("timeout exceeded when trying to connect"));
      for (const [client, openedAt] of opening) if (openedAt <= since) destroy(client);
    });
    return turn.promise.finally(stop);
  };
};

/** @param onSilent gets the instant of `performance.now()` since which no byte came */
const watchSilence = (
  { silentMs, bytesRead }: { silentMs: number; bytesRead: () => number },
  onSilent: (since: number) => void,
) => {
  let timer: NodeJS.Timeout;
  const wait = (ms: number, since: number, heard: number) => {
    timer = setTimeout(look, ms, performance.now() + ms, since, heard);
  };
  const look = (dueAt: number, since: number, heard: number) => {
    const now = performance.now();
    const bytes = bytesRead();
    if (bytes !== heard) wait(silentMs, now, bytes);
    // Waits once more: the answer may already be there.
    else if (now - dueAt > STOOD_STILL_MS) wait(STOOD_STILL_MS, since, heard);
    else onSilent(since);
  };
  wait(silentMs, performance.now(), bytesRead());
  return () => clearTimeout(timer);
};

/**
 * Destroys a connection that brought no byte for `heldMs`, or that is used for longer than `waitMs`. Destroys the idle ones too: each would
 * cost a caller the same wait.
 */
const limitHolding = (pool: pg.Pool, { waitMs, heldMs, log, whoConnects }: Watch) => {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  const idle = new Set<object>();
  const giveUp = (client: object, dueAt: number, endAt: number, heard: number) => {
    const now = performance.now();
    // Statements of a transaction were answered.
    if (bytesOf(client) !== heard && now < endAt) return watch(client, heldMs, endAt);
    // Waits once more: the answer may already be there.
    if (now - dueAt > STOOD_STILL_MS) return watch(client, STOOD_STILL_MS, endAt);
    log.warn({ heldMs, idle: idle.size }, "the database does not answer: its connections are closed");
    for (const other of [client, ...idle]) destroy(other);
  };
  const watch = (client: object, ms: number, endAt: number) => {
    timers.set(client, setTimeout(giveUp, ms, client, performance.now() + ms, endAt, bytesOf(client)));
  };
  const connect = pool.connect.bind(pool);
  pool.connect = (
    callback?: (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void,
  ) => {
    const connected = connect().then((client) => {
      watch(client, heldMs, performance.now() + waitMs);
      whoConnects.getStore()?.(client);
      return client;
    });
    if (callback)
      connected.then(
        (client) => callback(undefined, client, client.release),
        (error) => callback(error, undefined, () => {}),
      );
    return connected;
  };
  pool.on("acquire", (client) => idle.delete(client));
  pool.on("remove", (client) => idle.delete(client));
  pool.on("release", (_, client) => {
    clearTimeout(timers.get(client));
    idle.add(client);
  });
};

const bytesOf = (client: object): number => socketOf(client)?.bytesRead ?? 0;

const destroy = (client: object) => socketOf(client)?.destroy(tookTooLong());

const socketOf = (client: object): Socket | null => {
  const connection = "connection" in client ? client.connection : null;
  const stream = typeof connection === "object" && connection && "stream" in connection ? connection.stream : null;
  return stream instanceof Socket ? stream : null;
};

/** Imitates a kernel error, which Prisma passes on. */
const tookTooLong = () =>
  Object.assign(new Error("the database did not answer in time"), { code: "ETIMEDOUT", errno: -110, syscall: "read" });
