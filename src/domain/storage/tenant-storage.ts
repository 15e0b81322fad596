import { RateLimited } from "#domain/limits/limits.ts";

/** The part of its storage from which on a tenant is warned. */
export const STORAGE_WARNED_AT = 0.8;
/** Space comes back with retention, erasure or a raised limit: not soon. */
const RETRY_SECONDS = 3_600;
const MIB = 1024 * 1024;

/** The reason of an event that was rejected for lack of space. */
export const STORAGE_FULL = "storage_full";

/** What one tenant's bodies take, and may take. */
export type StorageUse = { bytes: number; bytesMax: number };

/**
 * What the doors ask before they take events. The figures come from `tenant_storage`, at most a few seconds old, and `add`
 * counts at once what the measure sees only later: a process can't be filled up in between. Not exact to the byte.
 */
export type TenantStorage = {
  /** Those of the tenants whose storage is full; none, without asking anything, where there is no limit. */
  full: (tenantIds: Iterable<string>) => Promise<ReadonlySet<string>>;
  /** For a door of one tenant: throws `RateLimited` where its storage is full. */
  requireSpace: (tenantId: string) => Promise<void>;
  /** Counts bodies that this process has just stored. */
  add: (bytesByTenant: ReadonlyMap<string, number>) => void;
  /** For the tenant's own eyes; null where there is no limit. */
  useOf: (tenantId: string) => Promise<StorageUse | null>;
};

/** The refusal where one tenant comes in. Where events of many tenants come in, those of the full one are rejected alone. */
export const storageFull = (tenantId: string, bytesMax: number): RateLimited =>
  new RateLimited(
    `The storage of tenant ${JSON.stringify(tenantId)} is full: the bodies kept for it take up ${Math.round(bytesMax / MIB)} MB. Space comes back when old events pass retention`,
    { limit: bytesMax, remaining: 0, resetSeconds: RETRY_SECONDS },
  );
