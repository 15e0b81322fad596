import { RateLimited } from "#domain/limits/limits.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";

/** Open live streams per process. A browser opens one per session; its pages share the stream. */
export const STREAMS_MAX = { session: 10, tenant: 200, process: 2_000 } as const;

/** Retry-After of refused clients: an estimate, because pages close at any time. */
const RETRY_SECONDS = 30;
/** Interval of the session check. */
const LOOK_MS = 15_000;

type Holder = Pick<SignedIn, "sessionId" | "tenantId">;

/** `ended` aborts when the session is over. `release` may be called again. */
export type StreamPlace = { ended: AbortSignal; release: () => void };

type Options = {
  findLiving: (sessionIds: string[]) => Promise<ReadonlySet<string>>;
  lookMs?: number;
};

/** Limits live streams per session, tenant and process; ends streams whose session is over. */
export const createStreamPlaces = ({ findLiving, lookMs = LOOK_MS }: Options) => {
  const sessions = new Map<string, Set<AbortController>>();
  const tenants = new Map<string, number>();
  let total = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Keeps all streams while the database is unavailable. */
  const endStale = async (): Promise<void> => {
    const ids = [...sessions.keys()];
    if (ids.length === 0) return;
    const living = await findLiving(ids).catch(() => new Set(ids));
    for (const id of ids) if (!living.has(id)) for (const end of sessions.get(id) ?? []) end.abort();
  };

  return {
    endStale,

    /** Throws `RateLimited` when the session, tenant or process is at its limit. */
    take: ({ sessionId, tenantId }: Holder): StreamPlace => {
      const ofSession = sessions.get(sessionId) ?? new Set();
      const ofTenant = tenants.get(tenantId) ?? 0;
      const { session, tenant, process } = STREAMS_MAX;
      if (ofSession.size >= session) throw refused("Too many live pages are open with this sign-in", session);
      if (ofTenant >= tenant) throw refused("Too many live pages of this business are open", tenant);
      if (total >= process) throw refused("Too many live pages are open", process);
      const end = new AbortController();
      sessions.set(sessionId, ofSession.add(end));
      tenants.set(tenantId, ofTenant + 1);
      total++;
      timer ??= setInterval(endStale, lookMs).unref();
      return {
        ended: end.signal,
        release: () => {
          if (!ofSession.delete(end)) return;
          if (ofSession.size === 0) sessions.delete(sessionId);
          const left = (tenants.get(tenantId) ?? 0) - 1;
          if (left > 0) tenants.set(tenantId, left);
          else tenants.delete(tenantId);
          total--;
          if (total > 0) return;
          clearInterval(timer);
          timer = undefined;
        },
      };
    },
  };
};

export type StreamPlaces = ReturnType<typeof createStreamPlaces>;

const refused = (why: string, limit: number) =>
  new RateLimited(why, { limit, remaining: 0, resetSeconds: RETRY_SECONDS });
