import { DatabaseClient } from "#database/database-client.ts";
import { type Change, EVENTS_CHANNEL, type Logger, type PageChange, type Sql } from "#domain/context.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

type Channel = Change["channel"];

const CHANNEL: Record<Channel, string> = {
  events: EVENTS_CHANNEL,
  deliveries: "bellhop_deliveries",
  recoveries: "bellhop_recoveries",
  tenant: "bellhop_tenant",
  figures: "bellhop_figures",
  keys: "bellhop_keys",
  operator: "bellhop_operator",
  types: "bellhop_types",
};
/** Interval of announcements: NOTIFY inside data transactions cut inserts to a quarter (measured). */
const INTERVAL_MS: Record<Channel, number> = {
  events: 5,
  deliveries: 5,
  recoveries: 5,
  tenant: 100,
  figures: 100,
  keys: 5,
  operator: 5,
  types: 5,
};
/**
 * Pages wait at least so long: fan-out and first attempt are one announcement, which delays neither of them, as are figures of deliveries
 * and of attempts.
 */
const GATHER_MS: Record<Channel, number> = {
  events: 0,
  deliveries: 0,
  recoveries: 0,
  tenant: 20,
  figures: 50,
  keys: 0,
  operator: 0,
  types: 0,
};
const PAYLOAD_BYTES_MAX = 7_000;
const RECONNECT_MS = 1_000;
/** Interval of test queries, to notice a network that drops packets. */
const ASK_MS = 5_000;
const ANSWER_MS = 3_000;

const NOTIFY = statement(
  { changes: rowsOf<{ channel: string; payload: string }>({ channel: "text", payload: "text" }) },
  ({ changes }) => `SELECT pg_notify(channel, payload) FROM ${changes.as("c")}`,
);

/** Replaces too many keys with an empty payload: listeners then check everything. */
const payloadOf = (keys: string): string => (Buffer.byteLength(keys) > PAYLOAD_BYTES_MAX ? "" : keys);

/** Announces changes after commit. A lost announcement costs one poll interval. */
export const createPublisher = (sql: Sql, log: Logger) => {
  let waiting = new Map<string, Set<string>>();
  let flushedAt = Number.NEGATIVE_INFINITY;
  let flushAt = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    flushAt = Number.POSITIVE_INFINITY;
    if (waiting.size === 0) return;
    flushedAt = performance.now();
    const changes = [...waiting].map(([channel, keys]) => ({ channel, payload: payloadOf([...keys].join(",")) }));
    waiting = new Map();
    await sql(...NOTIFY({ changes })).catch((error: Error) =>
      log.warn({ err: error }, "could not announce a change; polling will find it"),
    );
  };

  const publish = (...changes: Change[]) => {
    for (const change of changes) {
      const channel = CHANNEL[change.channel];
      const keys = waiting.get(channel) ?? new Set();
      if (change.channel === "deliveries") keys.add(change.deliveryId);
      if ("tenantId" in change) keys.add(change.tenantId);
      waiting.set(channel, keys);
    }
    const now = performance.now();
    const at = Math.min(
      ...changes.map(({ channel }) => Math.max(flushedAt + INTERVAL_MS[channel], now + GATHER_MS[channel])),
    );
    if (at >= flushAt) return;
    clearTimeout(timer);
    flushAt = at;
    // The first change of a quiet period goes at once: a timer of 0 ms costs the event more than 1 ms (measured).
    if (at <= now) void flush();
    else timer = setTimeout(flush, at - now);
  };
  return { publish, flush };
};

export type Listener = { close: () => Promise<void> };

/**
 * Calls `onChange` with the announced keys (none = anything may have changed), and after each connect, since
 * earlier announcements are lost.
 */
export const listen = (
  url: string,
  channels: readonly Channel[],
  onChange: (channel: Channel, keys: string[]) => void,
  log: Logger,
): Listener => {
  let client: DatabaseClient | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const listenOnce = async () => {
    const next = new DatabaseClient({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client = next;
    const ended = new Promise<void>((end) => next.once("end", end));
    next.on("error", (error) => log.warn({ err: error }, "lost the listening connection"));
    next.on("notification", ({ channel, payload }) => {
      const name = channels.find((candidate) => CHANNEL[candidate] === channel);
      if (name) onChange(name, payload ? payload.split(",") : []);
    });
    try {
      await next.connect();
      for (const channel of channels) await next.query(`LISTEN ${CHANNEL[channel]}`);
      for (const channel of channels) onChange(channel, []);
      while (!closed) {
        await Promise.race([ended, pause()]);
        if (!closed) await next.query("SELECT 1");
      }
    } finally {
      // Ends without waiting: a silent network never answers.
      next.end().catch(() => {});
    }
  };

  const pause = () =>
    new Promise<void>((done) => {
      timer = setTimeout(done, ASK_MS);
    });

  const start = () => {
    listenOnce().catch((error: Error) => {
      if (closed) return;
      log.warn({ err: error }, "could not listen for changes; polling meanwhile");
      timer = setTimeout(start, RECONNECT_MS);
    });
  };

  start();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await Promise.race([client?.end(), new Promise((done) => setTimeout(done, ANSWER_MS).unref())]).catch(() => {});
    },
  };
};

/**
 * Opens one listening connection per process, on first use.
 *
 * @param onKeys gets the tenants whose API keys changed; none = any may have
 * @param onTypes called when event types of the platform changed
 */
export const createTenantFeed = (
  url: string,
  log: Logger,
  { onKeys, onTypes }: { onKeys: (tenantIds: string[]) => void; onTypes: () => void },
) => {
  let onOperator = () => {};
  const subscribers = new Map<string, Set<(change: PageChange) => void>>();

  const announce = (change: PageChange, tenantIds: string[]) => {
    const concerned = tenantIds.length === 0 ? [...subscribers.keys()] : tenantIds;
    for (const tenantId of concerned) for (const onChange of subscribers.get(tenantId) ?? []) onChange(change);
  };
  let listener: Listener | undefined;
  const open = () => {
    listener ??= listen(
      url,
      ["tenant", "figures", "keys", "operator", "types"],
      (channel, tenantIds) => {
        if (channel === "types") onTypes();
        else if (channel === "operator") onOperator();
        else if (channel === "keys") onKeys(tenantIds);
        else announce(channel === "figures" ? "figures" : "rows", tenantIds);
      },
      log,
    );
  };

  const watchOperator = (onChange: () => void) => {
    onOperator = onChange;
    open();
  };

  const subscribe = (tenantId: string, onChange: (change: PageChange) => void): (() => void) => {
    open();
    const own = subscribers.get(tenantId) ?? new Set();
    own.add(onChange);
    subscribers.set(tenantId, own);
    return () => {
      own.delete(onChange);
      if (own.size === 0) subscribers.delete(tenantId);
    };
  };
  return {
    subscribe,
    watchOperator,
    refreshPages: () => announce("rows", []),
    open,
    close: async () => listener?.close(),
  };
};
