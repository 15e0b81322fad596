import { RateLimited } from "#domain/limits/limits.ts";

export const STORAGE_WARNED_AT = 0.8;
/** Space comes back by retention, an erasure or a raised limit, which takes time. */
const RETRY_SECONDS = 3_600;
const MIB = 1024 * 1024;

export const STORAGE_FULL = "storage_full";

export type StorageUse = { bytes: number; bytesMax: number };

/**
 * Handlers ask before they take events. Figures come from `tenant_storage`, a few seconds old; `add` counts new bodies at once,
 * so that a tenant cannot overfill its storage between two measurements. Not exact to the byte.
 */
export type TenantStorage = {
  /** Returns the tenants whose storage is full; without a limit none, and no statement. */
  full: (tenantIds: Iterable<string>) => Promise<ReadonlySet<string>>;
  requireSpace: (tenantId: string) => Promise<void>;
  /** Counts bodies that this process has just stored. */
  add: (bytesByTenant: ReadonlyMap<string, number>) => void;
  /** Null without a limit. */
  useOf: (tenantId: string) => Promise<StorageUse | null>;
};

/** Error of a request of one tenant. In a request for many tenants, only events of the full tenant are rejected. */
export const storageFull = (tenantId: string, bytesMax: number): RateLimited =>
  new RateLimited(
    `The storage of tenant ${JSON.stringify(tenantId)} is full: the bodies kept for it take up ${Math.round(bytesMax / MIB)} MB. Space comes back when old events pass retention`,
    { limit: bytesMax, remaining: 0, resetSeconds: RETRY_SECONDS },
  );
