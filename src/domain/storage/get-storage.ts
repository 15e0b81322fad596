import type { Actor, Deps } from "#domain/context.ts";
import type { StorageView } from "#domain/storage/storage.schema.ts";
import { STORAGE_WARNED_AT } from "#domain/storage/tenant-storage.ts";

/** Returns null without a limit. */
export const getStorage = async (
  { storage }: Pick<Deps, "storage">,
  { tenantId }: Actor,
): Promise<StorageView | null> => {
  const use = await storage.useOf(tenantId);
  if (!use) return null;
  const { bytes, bytesMax } = use;
  return {
    bytes,
    bytesMax,
    state: bytes >= bytesMax ? "full" : bytes >= bytesMax * STORAGE_WARNED_AT ? "near" : "enough",
  };
};
