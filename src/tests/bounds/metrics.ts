import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect } from "vitest";
import { readMeasures } from "#domain/health/read-measures.ts";
import { countLines } from "#server/metrics/count-lines.ts";
import { createDatabaseFigures } from "#server/metrics/database-figures.ts";
import { writeMetrics } from "#server/metrics/metric-text.ts";
import { createRegistry } from "#server/metrics/registry.ts";
import { serveMetrics } from "#server/metrics/serve-metrics.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { testDatabase } from "#tests/database.ts";
import { addEvent } from "#tests/seed-deliveries.ts";
import { freePort } from "#tests/start-app.ts";

export const metricsNamesProbes: Probes = {
  "tenants that `METRICS_TENANTS` names": async () => {
    const registry = createRegistry("worker");
    const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const log = countLines(silent, registry, { byTenant: true, readDueAt: async () => null });
    for (let n = 0; n < 2_000; n++)
      log.info({ tenantId: `t${n}`, attempt: 2, eventId: "", lane: "fast", durationMs: 1 }, "attempt failed");
    const text = writeMetrics([{ process: "worker", snapshot: registry.snapshot() }]);
    expect(text.match(/^bellhop_tenant_attempts_total\{/gm)).toHaveLength(1_001);
  },
};

export const metricsWorkProbes: Probes = {
  "rows that a scrape of the metrics counts": async () => {
    const database = await testDatabase();
    const actor = await database.addTenant();
    for (let n = 0; n < 3; n++) await addEvent(database.deps, actor, { isDispatched: false });
    expect((await readMeasures(database.deps)).outbox.ready).toBe(3);
    expect((await readMeasures(database.deps, 2)).outbox.ready).toBe(2);
    const read = createDatabaseFigures(database.deps);
    expect(await read()).toBe(await read());
    await database.close();
  },
};

export const metricsConnectionsProbes: Probes = {
  "connections to the port of the metrics": async () => {
    const port = await freePort();
    const server = await serveMetrics({ port, host: "127.0.0.1" }, async () => "");
    const sockets: Socket[] = [];
    for (let n = 0; n < 50; n++) {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      await once(socket, "connect");
      sockets.push(socket);
    }
    const refused = connect(port, "127.0.0.1").on("error", () => {});
    await once(refused, "close");
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([]);
    for (const socket of sockets) socket.destroy();
    await server.close();
  },
};
