import type { Socket } from "node:net";
import { type buildConnector, Client } from "undici";
import type { HttpPhase } from "#engine/http-sender.ts";
import { type Connect, pinnedConnect } from "#server/http-client/pinned-connect.ts";
import { filterResponseHeads, type ResponseHeads } from "#server/http-client/response-heads.ts";
import { createTunnelConnect, type EgressProxy } from "#server/http-client/tunnel-connect.ts";
import type { VettedAddresses } from "#server/http-client/vetted-addresses.ts";

/** undici's `Pool` does not tell per request whether the connection is new, the connect time, and whether bytes came back. */
export type Connection = {
  client: Client;
  /** Null until connected. The client reconnects by itself. */
  socket: Socket | null;
  heads: ResponseHeads | null;
  /** First socket error, such as a TLS alert: undici reports only "other side closed". */
  fault: Error | null;
  abandon: (() => void) | null;
  /** Null for phases that the current request did not wait for. */
  connectMs: number | null;
  tlsMs: number | null;
  answers: number;
  onPhase: ((phase: HttpPhase) => void) | null;
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
/** Backstop in undici: the reader itself stops at 16 KiB. */
const RESPONSE_BYTES_MAX = 1 << 20;

/**
 * Reuses idle connections for 4 s (less if the receiver asks), 1,000 at most, never across tenants, origins or sets of vetted
 * addresses. The sender bounds connections in use.
 */
export const createConnections = (proxy?: EgressProxy) => {
  const connectTo = proxy ? createTunnelConnect(proxy) : pinnedConnect;
  const pools = new Map<string, Pool>();
  let idleCount = 0;
  let isClosed = false;

  const poolFor = (tenantId: string, origin: string, addresses: VettedAddresses): Pool => {
    const key = `${tenantId}\n${origin}\n${addresses.key}`;
    const known = pools.get(key);
    // `worked` belongs to one DNS answer; a newer answer may hold the same addresses.
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
    // undici lets an abandoned connect run until its timeout.
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
        // Zero = off. These timeouts miss dripped bytes and endless 103 answers; the sender's deadline does not.
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
      onPhase: null,
      isDiscarded: false,
      pool,
    };
    connection.client.on("disconnect", () => {
      if (pool.idle.includes(connection)) discard(connection);
    });
    return connection;
  };

  return {
    take: (tenantId: string, origin: string, addresses: VettedAddresses): Connection => {
      const pool = poolFor(tenantId, origin, addresses);
      const idle = pool.idle.pop();
      if (!idle) return open(pool);
      idleCount--;
      return idle;
    },
    openLike: (dead: Connection): Connection => open(pools.get(dead.pool.key) ?? dead.pool),
    /** Call only after a complete answer. */
    giveBack: (connection: Connection) => {
      if (isClosed || connection.client.destroyed) return discard(connection);
      connection.answers++;
      connection.onPhase = null;
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
  connection.onPhase?.("connecting");
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
      if (options.protocol === "https:") connection.onPhase?.("securing");
    },
    secured: () => {
      connection.tlsMs = performance.now() - startedAt - (connection.connectMs ?? 0);
    },
  });
};
