import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseEnv } from "#env.ts";
import { demoFile, readyMessage, startWarnings } from "#supervisor/ready-message.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const warningsOf = (source: Record<string, string>) => {
  const parsed = parseEnv(source);
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  return startWarnings(parsed.env).join("\n");
};

it("the start warns when the demo allows webhooks to this machine, and other people may sign in", () => {
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

it("the start warns when Inngest would get no events", () => {
  const keys = { INNGEST_SIGNING_KEY: "signkey-prod-1", INNGEST_EVENT_KEY: "key" };
  expect(warningsOf({ ...keys, INNGEST_EVENT_KEY: "" })).toContain("INNGEST_EVENT_KEY");
  const enough: Record<string, string>[] = [keys, { ENGINE: "inngest", INNGEST_DEV: "1" }, {}];
  for (const fine of enough) expect(warningsOf(fine)).not.toContain("INNGEST_EVENT_KEY");
});

it("the first start shows the demo credentials, later ones name their file", () => {
  const dataDir = temporaryDirectory();
  const tenant = { id: "salon", name: "Salon", apiKey: "mwk_live_key", email: "ada@example.com", password: "secret" };
  writeFileSync(demoFile(dataDir), JSON.stringify({ eventKey: "evk_1", tenants: [tenant] }));
  const parsed = parseEnv({ DATA_DIR: dataDir });
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));

  const first = readyMessage(parsed.env, { isFirstStart: true });
  for (const fact of ["http://localhost:3000", tenant.email, tenant.password, `Bearer ${tenant.apiKey}`])
    expect(first).toContain(fact);

  const later = readyMessage(parsed.env, { isFirstStart: false });
  for (const fact of ["http://localhost:3000/demo/book", tenant.email, demoFile(dataDir)])
    expect(later).toContain(fact);
  for (const secret of [tenant.password, tenant.apiKey]) expect(later).not.toContain(secret);
  const curl = /curl .*/.exec(later)?.[0] ?? "";
  const header = execFileSync("sh", ["-c", curl.replace("curl", "printf '%s\\n'")], { encoding: "utf8" });
  expect(header).toContain(`authorization: Bearer ${tenant.apiKey}\n`);
});
