import { DatabaseClient } from "#database/database-client.ts";
import type { Change, Logger, Sql } from "#domain/context.ts";

type Channel = Change["channel"];

const CHANNEL: Record<Channel, string> = {
  events: "bellhop_events",
  deliveries: "bellhop_deliveries",
  recoveries: "bellhop_recoveries",
  tenant: "bellhop_tenant",
};
/**
 * NOTIFY inside data transactions cut inserts to a quarter (measured): announce apart, at most once per interval. Work is not to
 * wait; people who look at a page do not see a tenth of a second.
 */
const INTERVAL_MS: Record<Channel, number> = { events: 5, deliveries: 5, recoveries: 5, tenant: 100 };
const PAYLOAD_BYTES_MAX = 7_000;
const RECONNECT_MS = 1_000;
/** A listening connection says nothing by itself, and a network that drops packets says nothing either: ask, to notice. */
const ASK_MS = 5_000;
const ANSWER_MS = 3_000;

/** Announces changes after commit, gathered for a few milliseconds. A lost announcement costs the poll interval, nothing else. */
export const createPublisher = (sql: Sql, log: Logger) => {
  let waiting = new Map<string, Set<string>>();
  let flushedAt = 0;
  let flushAt = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    flushAt = Number.POSITIVE_INFINITY;
    if (waiting.size === 0) return;
    flushedAt = performance.now();
    const announced = [...waiting].map(([channel, keys]) => [channel, [...keys].join(",")] as const);
    waiting = new Map();
    await sql("SELECT pg_notify(c, p) FROM unnest($1::text[], $2::text[]) AS n(c, p)", [
      announced.map(([channel]) => channel),
      // Too many to name: an empty payload means "look at all".
      announced.map(([, keys]) => (Buffer.byteLength(keys) > PAYLOAD_BYTES_MAX ? "" : keys)),
    ]).catch((error: Error) => log.warn({ err: error }, "could not announce a change; polling will find it"));
  };

  const publish = (...changes: Change[]) => {
    for (const change of changes) {
      const channel = CHANNEL[change.channel];
      const keys = waiting.get(channel) ?? new Set();
      if (change.channel === "deliveries") keys.add(change.deliveryId);
      if (change.channel === "tenant") keys.add(change.tenantId);
      waiting.set(channel, keys);
    }
    // The first change after a quiet moment is announced at once.
    const at = flushedAt + Math.min(...changes.map(({ channel }) => INTERVAL_MS[channel]));
    if (at >= flushAt) return;
    clearTimeout(timer);
    flushAt = at;
    timer = setTimeout(flush, Math.max(0, at - performance.now()));
  };
  return { publish, flush };
};

export type Listener = { close: () => Promise<void> };

/**
 * Calls `onChange` with the keys that were announced on a channel (none = anything may have changed), also once after
 * each (re)connection, since announcements made meanwhile are gone.
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

  /** Lives until the connection is lost. */
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
      // Not waited for: a goodbye into a silent network is never answered.
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

/** Tells each subscriber of a tenant when its rows changed. One listening connection a process, opened on first use. */
export const createTenantFeed = (url: string, log: Logger) => {
  const subscribers = new Map<string, Set<() => void>>();

  const announce = (tenantIds: string[]) => {
    const concerned = tenantIds.length === 0 ? [...subscribers.keys()] : tenantIds;
    for (const tenantId of concerned) for (const onChange of subscribers.get(tenantId) ?? []) onChange();
  };
  const open = once(() => listen(url, ["tenant"], (_, keys) => announce(keys), log));

  return (tenantId: string, onChange: () => void): (() => void) => {
    open();
    const own = subscribers.get(tenantId) ?? new Set();
    own.add(onChange);
    subscribers.set(tenantId, own);
    return () => {
      own.delete(onChange);
      if (own.size === 0) subscribers.delete(tenantId);
    };
  };
};

const once = <Value>(make: () => Value) => {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
