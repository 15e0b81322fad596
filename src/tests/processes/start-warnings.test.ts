import { expect, it } from "vitest";
import { parseEnv } from "#env.ts";
import { startWarnings } from "#supervisor/ready-message.ts";

const warningsOf = (source: Record<string, string>) => {
  const parsed = parseEnv(source);
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  return startWarnings(parsed.env).join("\n");
};

it("the start warns when the demo lets webhooks to this machine through, and others may sign in", () => {
  const BASE_URL = "https://hooks.example.com";
  expect(warningsOf({})).not.toContain("whoever signs in");
  expect(warningsOf({ BASE_URL })).toMatch(/hooks\.example\.com.*SEED_DEMO=0.*WEBHOOK_ALLOW_NETWORKS/);
  const decisions: Record<string, string>[] = [
    { SEED_DEMO: "0" },
    { WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8" },
    { HOST: "0.0.0.0" },
  ];
  for (const decided of decisions) expect(warningsOf({ BASE_URL, ...decided })).not.toContain("whoever signs in");
});

it("the start warns when Inngest would be told of nothing", () => {
  const keys = { INNGEST_SIGNING_KEY: "signkey-prod-1", INNGEST_EVENT_KEY: "key" };
  expect(warningsOf({ ...keys, INNGEST_EVENT_KEY: "" })).toContain("INNGEST_EVENT_KEY");
  const enough: Record<string, string>[] = [keys, { ENGINE: "inngest", INNGEST_DEV: "1" }, {}];
  for (const fine of enough) expect(warningsOf(fine)).not.toContain("INNGEST_EVENT_KEY");
});
