import { once } from "node:events";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { probeResources } from "#server/health/probes.ts";
import { startProbeServer } from "#server/http-server/probe-server.ts";

it("a probe server answers its probes, and 404 to all else, also to targets that are no path", async () => {
  const errors: unknown[] = [];
  const resources = probeResources({ stage: "ready" }, async () => true);
  const server = await startProbeServer({ port: 0, host: "127.0.0.1" }, resources, {
    error: (line) => errors.push(line),
  });
  onTestFinished(server.close);
  const statusOf = async (target: string) => {
    const socket = connect(server.port, "127.0.0.1");
    socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const [head] = await once(socket, "data");
    return Number(String(head).split(" ")[1]);
  };
  const targets = [
    "/livez",
    "/readyz",
    "/livez?at=1",
    "/",
    "/v1/event-types",
    "*",
    "http://localhost/livez",
    "//livez",
  ];
  expect(await Promise.all(targets.map(statusOf))).toEqual([200, 200, 200, 404, 404, 404, 404, 404]);
  expect(errors).toEqual([]);
});
