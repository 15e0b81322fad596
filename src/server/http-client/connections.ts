import type { Socket } from "node:net";
import { type buildConnector, Client } from "undici";
import { type Connect, pinnedConnect } from "#server/http-client/pinned-connect.ts";
import { filterResponseHeads, type ResponseHeads } from "#server/http-client/response-heads.ts";
import { createTunnelConnect, type EgressProxy } from "#server/http-client/tunnel-connect.ts";
import type { VettedAddresses } from "#server/http-client/vetted-addresses.ts";

/**
 * One TCP or TLS connection and what is known of it. An undici `Client` rather than a `Pool`: only so is it known, for
 * each request, whether its connection is new, how long that took, and whether any byte came back on it.
 */
export type Connection = {
  client: Client;
  /** Null until it is connected. A client whose idle connection was closed connects again by itself. */
  socket: Socket | null;
  /** Filters what comes on this socket; null until it is connected. */
  heads: ResponseHeads | null;
  /** The first error of this socket, such as a TLS alert: undici tells the one that came of it, "other side closed". */
  fault: Error | null;
  /** Gives up the socket, and the way to it; null until the first connect begins. */
  abandon: (() => void) | null;
  /** Of the connect that the current request waited for; null where it did not get that far. */
  connectMs: number | null;
  tlsMs: number | null;
  /** Whole answers that came on this socket. */
  answers: number;
  /** Set by the request that waits for it. */
  onConnecting: (() => void) | null;
  isDiscarded: boolean;
  pool: Pool;
};

type Pool = {
  key: string;
  origin: string;
  addresses: VettedAddresses;
  connect: Connect;
  idle: Connection[];
  open: number;
};

const IDLE_MS = 4_000;
const IDLE_CONNECTIONS_MAX = 1_000;
const RESPONSE_HEADER_BYTES_MAX = 16_384;
/** A second belt: the reader stops at 16 KiB by itself. */
const RESPONSE_BYTES_MAX = 1 << 20;

/**
 * Keeps connections for reuse: never between tenants, origins, or sets of vetted addresses, idle for 4 s at most (less
 * where the receiver asks for it) and 1,000 at most, the longest-kept pool giving way. What is idle is forgotten as soon
 * as it closes. How many are in use is bounded by whoever sends.
 *
 * @param proxy the operator's egress proxy, through which every connection is then made
 */
export const createConnections = (proxy?: EgressProxy) => {
  const connectTo = proxy ? createTunnelConnect(proxy) : pinnedConnect;
  const pools = new Map<string, Pool>();
  let idleCount = 0;
  let isClosed = false;

  const poolFor = (tenantId: string, origin: string, addresses: VettedAddresses): Pool => {
    const key = `${tenantId}\n${origin}\n${addresses.key}`;
    const known = pools.get(key);
    // The same addresses may come from a newer DNS answer: what worked is forgotten with the old one.
    if (known) known.addresses.worked = addresses.worked;
    if (known) return known;
    const pinned = { ...addresses };
    const pool = { key, origin, addresses: pinned, connect: connectTo(pinned), idle: [], open: 0 };
    pools.set(key, pool);
    return pool;
  };

  const discard = (connection: Connection) => {
    if (connection.isDiscarded) return;
    connection.isDiscarded = true;
    const { pool } = connection;
    const place = pool.idle.indexOf(connection);
    if (place >= 0) {
      pool.idle.splice(place, 1);
      idleCount--;
    }
    pool.open--;
    if (pool.open === 0) pools.delete(pool.key);
    connection.client.destroy(() => {});
    // undici lets a connect that nobody waits for run into its timeout.
    connection.abandon?.();
  };

  const open = (pool: Pool): Connection => {
    pool.open++;
    pools.set(pool.key, pool);
    const connection: Connection = {
      client: new Client(pool.origin, {
        connect: (options, done) => connectTimed(connection, options, done),
        pipelining: 1,
        keepAliveTimeout: IDLE_MS,
        keepAliveMaxTimeout: IDLE_MS,
        // The sender's own deadline bounds an attempt; these two would not (dripped bytes, endless 103).
        headersTimeout: 0,
        bodyTimeout: 0,
        maxHeaderSize: RESPONSE_HEADER_BYTES_MAX,
        maxResponseSize: RESPONSE_BYTES_MAX,
        allowH2: false,
      }),
      socket: null,
      heads: null,
      fault: null,
      abandon: null,
      connectMs: null,
      tlsMs: null,
      answers: 0,
      onConnecting: null,
      isDiscarded: false,
      pool,
    };
    connection.client.on("disconnect", () => {
      if (pool.idle.includes(connection)) discard(connection);
    });
    return connection;
  };

  return {
    /** An idle connection of this tenant to these addresses, the warmest one, else a new one. */
    take: (tenantId: string, origin: string, addresses: VettedAddresses): Connection => {
      const pool = poolFor(tenantId, origin, addresses);
      const idle = pool.idle.pop();
      if (!idle) return open(pool);
      idleCount--;
      return idle;
    },
    /** A new connection beside one that turned out to be dead. */
    openLike: (dead: Connection): Connection => open(pools.get(dead.pool.key) ?? dead.pool),
    /** After a complete answer. */
    giveBack: (connection: Connection) => {
      if (isClosed || connection.client.destroyed) return discard(connection);
      connection.answers++;
      connection.onConnecting = null;
      connection.pool.idle.push(connection);
      idleCount++;
      if (idleCount <= IDLE_CONNECTIONS_MAX) return;
      for (const pool of pools.values()) {
        const [oldest] = pool.idle;
        if (oldest) return discard(oldest);
      }
    },
    discard,
    closeIdle: () => {
      isClosed = true;
      for (const pool of [...pools.values()]) for (const connection of [...pool.idle]) discard(connection);
    },
  };
};

export type Connections = ReturnType<typeof createConnections>;

const connectTimed = (connection: Connection, options: buildConnector.Options, done: buildConnector.Callback) => {
  const startedAt = performance.now();
  connection.connectMs = null;
  connection.tlsMs = null;
  connection.answers = 0;
  connection.onConnecting?.();
  const connected: buildConnector.Callback = (...result) => {
    const [, socket] = result;
    connection.socket = socket;
    connection.heads = socket && filterResponseHeads(socket);
    connection.fault = null;
    socket?.once("error", (error) => {
      connection.fault = error;
    });
    done(...result);
  };
  connection.abandon = connection.pool.connect(options, connected, {
    connected: () => {
      connection.connectMs = performance.now() - startedAt;
    },
    secured: () => {
      connection.tlsMs = performance.now() - startedAt - (connection.connectMs ?? 0);
    },
  });
};
