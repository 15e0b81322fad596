import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { parseNetworks } from "#domain/url-policy/networks.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { withRequestId } from "#server/http-server/request-id.ts";
import { loggableError } from "#server/logging/loggable-error.ts";
import { metricsNamesProbes } from "#tests/bounds/metrics.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { testDatabase } from "#tests/database.ts";

/** What stands in log lines. */
export const logProbes: Probes = {
  ...metricsNamesProbes,

  "the id of a request that a trusted proxy gives": async () => {
    const proxies = parseNetworks("127.0.0.0/8");
    const server = createServer(
      withRequestId((_, response) => response.end(), proxies.ok ? proxies.networks : expect.fail()),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const idOf = async (given: string) => {
      const { headers } = await fetch(`http://127.0.0.1:${port}`, { headers: { "x-request-id": given } });
      return headers.get("x-request-id");
    };
    for (const kept of ["x".repeat(8), "x".repeat(128)]) expect(await idOf(kept)).toBe(kept);
    for (const replaced of ["x".repeat(7), "x".repeat(129)]) expect(await idOf(replaced)).toMatch(/^req_/);
    await new Promise((resolve) => server.close(resolve));
  },

  "ids in one log line": async () => {
    const database = await testDatabase();
    const lines: object[] = [];
    const deps = { ...database.deps, log: { ...database.deps.log, debug: (fields: object) => lines.push(fields) } };
    const tenants = await Promise.all(Array.from({ length: 21 }, () => database.addTenant()));
    const data = { appointmentId: "abc123" };
    const event = { externalId: null, event: "appointment.created", data, timestamp: null };
    await acceptEvents(
      deps,
      tenants.map(({ tenantId }) => ({ ...event, tenantId })),
    );
    expect(lines).toEqual([expect.objectContaining({ count: 21 })]);
    const { tenantIds, eventIds } = lines[0] as { tenantIds: string[]; eventIds: string[] };
    expect([tenantIds.length, eventIds.length]).toEqual([20, 20]);
    await database.close();
  },

  "the message of an error in a log line": async () => {
    expect(loggableError(new Error("x".repeat(1_000))).message).toBe("x".repeat(1_000));
    expect(loggableError(new Error("x".repeat(100_000))).message).toBe(`${"x".repeat(1_000)}…`);
    let error = new Error("innermost");
    for (let depth = 0; depth < 20; depth++) error = new Error("outer", { cause: error });
    expect(JSON.stringify(loggableError(error)).match(/"cause":/g)).toHaveLength(5);
  },
};
