import type { Actor, Deps } from "#domain/context.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { StoreEvents } from "#engine/accept/store-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestApi, testApi } from "#tests/rest/test-api.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

export type World = TestApi & { deps: EngineDeps; webhook: { id: string; url: string } };

/** Runs a probe on its own database, with a tenant whose webhook points at the receiver. */
export const withWorld = async (probe: (world: World) => Promise<void>): Promise<void> => {
  const api = await testApi();
  try {
    const { deps } = api.database;
    await probe({ ...api, deps, webhook: await addWebhook(deps, api.actor, { url: api.receiver.url }) });
  } finally {
    await api.close();
  }
};

/** Records the values of each statement that contains `part`. */
export const watchSql = (deps: Pick<Deps, "sql">, part: string) => {
  const sent: { rows: number; bytes: number }[] = [];
  const sql: Deps["sql"] = (text, values = [], options) => {
    const lists = values.filter((value) => Array.isArray(value));
    const binaries = values.filter((value) => value instanceof Uint8Array);
    if (text.includes(part))
      sent.push({
        rows: Math.max(0, ...lists.map((list) => list.length)),
        bytes: binaries.reduce((all, { byteLength }) => all + byteLength, 0),
      });
    return deps.sql(text, values, options);
  };
  return { sql, sent };
};

export const acceptMany = async (
  deps: EngineDeps,
  { tenantId }: Actor,
  count: number,
  data: object = {},
  store: StoreEvents | null = null,
): Promise<string[]> => {
  const event = {
    tenantId,
    externalId: null,
    event: "appointment.created",
    data: { appointmentId: "abc123", ...data },
    timestamp: null,
  };
  const accepted = await acceptEvents(
    deps,
    Array.from({ length: count }, () => event),
    { store },
  );
  return accepted.map(({ id }) => id);
};
