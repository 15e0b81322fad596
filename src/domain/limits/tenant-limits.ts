/** Limits that the operator has set for one tenant. Null = the limit of the system. */
export type OwnLimits = { eventsPerSecond: number | null; storageMb: number | null };

const MIB = 1024 * 1024;

/** Limits of single tenants, in memory. The heartbeat of the process reads what has changed after each change, and at least every two seconds. */
export type TenantLimits = {
  eventsPerSecond(tenantId: string): number | null;
  storageBytes(tenantId: string): number | null;
  /** Living web processes, which share the limit of events. */
  webProcesses(): number;
  replace(limits: readonly (OwnLimits & { tenantId: string })[]): void;
  /** Notes what one tenant has now; null = no limits of its own. */
  change(tenantId: string, limits: OwnLimits | null): void;
  noteWebProcesses(count: number): void;
};

export const createTenantLimits = (): TenantLimits => {
  let own = new Map<string, OwnLimits>();
  let webProcesses = 1;
  return {
    eventsPerSecond: (tenantId) => own.get(tenantId)?.eventsPerSecond ?? null,
    storageBytes: (tenantId) => {
      const megabytes = own.get(tenantId)?.storageMb ?? null;
      return megabytes === null ? null : megabytes * MIB;
    },
    webProcesses: () => webProcesses,
    noteWebProcesses: (count) => {
      webProcesses = count;
    },
    replace: (limits) => {
      own = new Map(limits.map(({ tenantId, ...rest }) => [tenantId, rest]));
    },
    change: (tenantId, limits) => {
      if (limits) own.set(tenantId, limits);
      else own.delete(tenantId);
    },
  };
};
