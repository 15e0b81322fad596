import type { Mode } from "#domain/mode.schema.ts";

export type KnownApiKey = {
  id: string;
  tenantId: string;
  name: string;
  mode: Mode;
  hash: string;
  scopes: readonly string[];
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  hashKeyId: string | null;
};

/** Records of API keys in memory. Callers check what a record allows at each use. */
export type KnownApiKeys = {
  /** Returns the record of a key, read when it is not known. Unknown keys are looked up each time. @param digest of the key and the names of the master keys */
  find: (digest: string, read: () => Promise<KnownApiKey | null>) => Promise<KnownApiKey | null>;
  /** Forgets keys of these tenants, also those that are being read; none named = all. */
  forget: (tenantIds?: readonly string[]) => void;
};

const KEYS_MAX = 10_000;
/** Limits how long a revoked key works where its announcement got lost. */
const LIFE_MS = 5_000;

/**
 * @param clock milliseconds, monotonic
 * @param onRead called after a record was kept; opens the connection that hears announcements
 */
export const createKnownApiKeys = ({
  clock = () => performance.now(),
  keysMax = KEYS_MAX,
  onRead = () => {},
}: {
  clock?: () => number;
  keysMax?: number;
  onRead?: () => void;
} = {}): KnownApiKeys => {
  const known = new Map<string, { key: KnownApiKey; readAt: number }>();
  let changes = 0;

  const keep = (digest: string, key: KnownApiKey, readAt: number) => {
    known.delete(digest);
    const [oldest] = known.keys();
    if (known.size >= keysMax && oldest !== undefined) known.delete(oldest);
    known.set(digest, { key, readAt });
    onRead();
  };

  return {
    find: async (digest, read) => {
      const now = clock();
      const found = known.get(digest);
      if (found && now - found.readAt < LIFE_MS) return found.key;
      const before = changes;
      const key = await read();
      // A change during the read may be missing in its result.
      if (key && before === changes) keep(digest, key, now);
      return key;
    },

    forget: (tenantIds = []) => {
      changes++;
      if (tenantIds.length === 0) known.clear();
      else for (const [digest, { key }] of known) if (tenantIds.includes(key.tenantId)) known.delete(digest);
    },
  };
};
