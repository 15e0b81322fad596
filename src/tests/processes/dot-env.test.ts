import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runScript } from "../run-script.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Directory for a command, with these lines in its file `.env`. */
const withDotEnv = (...lines: string[]): string => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, ".env"), lines.join("\n"));
  return directory;
};

it("check-url judges by the networks of .env, which the environment overrides", async () => {
  const url = ["http://127.0.0.1:9/hook"];
  const cwd = withDotEnv("WEBHOOK_ALLOW_NETWORKS=127.0.0.0/8");
  expect(JSON.parse((await runScript("check-url", url, { cwd })).stdout)).toMatchObject({ verdict: "allow" });
  const settings = { WEBHOOK_ALLOW_NETWORKS: "10.0.0.0/8" };
  expect(JSON.parse((await runScript("check-url", url, { cwd, settings })).stdout)).toMatchObject({
    verdict: "reject_at_registration",
  });
});

it("check-url answers as a real installation does, without the demo's exceptions", async () => {
  const { stdout } = await runScript("check-url", ["http://127.0.0.1:9/hook"], { cwd: withDotEnv() });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: "reject_at_registration" });
});

it("the demo reads the data directory of .env", async () => {
  const { ok, stderr } = await runScript("demo", ["--once"], { cwd: withDotEnv("DATA_DIR=somewhere-else") });
  expect(ok).toBe(false);
  expect(stderr).toContain("There is no somewhere-else/demo.json");
});
