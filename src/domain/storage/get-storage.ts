import type { Actor, Deps } from "#domain/context.ts";
import type { StorageView } from "#domain/storage/storage.schema.ts";
import { STORAGE_WARNED_AT } from "#domain/storage/tenant-storage.ts";

export const getStorage = async ({ storage }: Pick<Deps, "storage">, { tenantId }: Actor): Promise<StorageView> => {
  const { bytes, bytesMax } = await storage.useOf(tenantId);
  return { bytes, bytesMax, state: stateOf(bytes, bytesMax ?? Number.POSITIVE_INFINITY) };
};

const stateOf = (bytes: number, bytesMax: number): StorageView["state"] =>
  bytes >= bytesMax ? "full" : bytes >= bytesMax * STORAGE_WARNED_AT ? "near" : "enough";
