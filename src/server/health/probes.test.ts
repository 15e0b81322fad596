import { describe, expect, it } from "vitest";
import { probeResources, type Readiness } from "#server/health/probes.ts";

const ask = async (path: string, stage: Readiness["stage"], hasDatabase = true, method = "GET") => {
  const resource = probeResources({ stage }, async () => hasDatabase).find((one) => one.path === path);
  const answer = await resource?.answer({ method, target: path, headers: new Headers(), bytes: null }, {});
  return [answer?.status, answer?.bytes.length ? JSON.parse(String(answer.bytes)) : answer?.headers];
};

describe("/livez", () => {
  it.each([
    ["starting", true],
    ["ready", false],
    ["draining", true],
  ] as const)("is 200 while the process is %s, with database: %s", async (stage, hasDatabase) =>
    expect(await ask("/livez", stage, hasDatabase)).toEqual([200, { status: "ok" }]),
  );
});

describe("/readyz", () => {
  it("is 200 only while the process is ready and has its database", async () => {
    expect(await ask("/readyz", "ready")).toEqual([200, { status: "ok", database: "ok" }]);
    expect(await ask("/readyz", "ready", false)).toEqual([503, { status: "down", database: "down" }]);
    expect(await ask("/readyz", "starting")).toEqual([503, { status: "starting" }]);
    expect(await ask("/readyz", "draining")).toEqual([503, { status: "draining" }]);
  });

  it("takes reads only", async () =>
    expect(await ask("/readyz", "ready", true, "POST")).toEqual([405, { Allow: "GET, HEAD, OPTIONS" }]));
});
