import { RateLimited } from "#domain/limits/limits.ts";

export const STORAGE_WARNED_AT = 0.8;
const RETRY_SECONDS = 3_600;
const MIB = 1024 * 1024;

/** SQL: limit of tenant `t` in bytes; null = none. */
export const storageMaxSql = (t: string, bytesMax: string): string =>
  `coalesce(${t}.storage_mb::bigint * ${MIB}, ${bytesMax})`;

export const STORAGE_FULL = "storage_full";

/** `bytesMax` is null without a limit. */
export type StorageUse = { bytes: number; bytesMax: number | null };

/** Figures are a few seconds old; `add` counts new bodies at once. */
export type TenantStorage = {
  /** Returns full tenants; without a limit none, and no query. */
  full: (tenantIds: Iterable<string>) => Promise<ReadonlySet<string>>;
  requireSpace: (tenantId: string) => Promise<void>;
  add: (bytesByTenant: ReadonlyMap<string, number>) => void;
  /** Asks for tenants without a limit too. Bytes that this process stored for them count when the table has them. */
  useOf: (tenantId: string) => Promise<StorageUse>;
};

export const storageFull = (tenantId: string, bytesMax: number): RateLimited =>
  new RateLimited(
    `The storage of tenant ${JSON.stringify(tenantId)} is full: the bodies kept for it take up ${Math.round(bytesMax / MIB)} MB. Space comes back when old events pass retention`,
    { limit: bytesMax, remaining: 0, resetSeconds: RETRY_SECONDS },
  );
