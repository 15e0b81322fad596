type SharedKeys = { EVENT_KEY?: unknown; EVENT_KEYS?: unknown; AUTH_SECRET?: unknown; MASTER_KEYS?: unknown };

/** Names missing keys that all processes on one external database share. Null = none is missing. */
export const missingSharedKeys = (given: SharedKeys): string | null => {
  const missing = [
    given.EVENT_KEY || given.EVENT_KEYS ? [] : ["EVENT_KEY (or EVENT_KEYS)"],
    given.AUTH_SECRET ? [] : ["AUTH_SECRET"],
    given.MASTER_KEYS ? [] : ["MASTER_KEYS"],
  ].flat();
  if (missing.length === 0) return null;
  return (
    `Bad setting ${missing.join(", ")}: required with DATABASE_URL, the same for every process. ` +
    'Make keys with openssl rand -hex 24, a master key with: echo "k1:$(openssl rand -base64 32)"'
  );
};
