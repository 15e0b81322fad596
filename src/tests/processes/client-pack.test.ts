import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runScript } from "../run-script.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const TSC = join(import.meta.dirname, "..", "..", "..", "node_modules", "typescript", "bin", "tsc");

const PROGRAM = `
import { appointmentRescheduled, createBellhop, createOutbox, pgStore, prismaStore, type BellhopEvent } from "bellhop-client";
import { type Webhook, verify, WebhookVerificationError } from "bellhop-client/receive";

const event: BellhopEvent = appointmentRescheduled({
  tenantId: "salon",
  appointmentId: "apt_1",
  startTime: "2026-12-05T10:00:00Z",
  sequence: 2,
});
const idOf = (webhook: Webhook) => (webhook.event === "payment.completed" ? webhook.paymentId : webhook.id);
try {
  idOf(verify("{}", {}, { secret: "whsec_AAAA" }));
} catch (error) {
  if (!(error instanceof WebhookVerificationError)) throw error;
  console.log(event.id, error.reason, typeof createBellhop, typeof createOutbox, typeof pgStore, typeof prismaStore);
}
`;

const MISUSE = `
import { appointmentRescheduled } from "bellhop-client";
appointmentRescheduled({ tenantId: "salon", appointmentId: "apt_1", startsAt: "2026-12-05T10:00:00Z" });
`;

it("the tarball of the client works alone: both entries, their types, the tables, and no dependency", async () => {
  const directory = temporaryDirectory();
  const packed = await runScript("client-pack", [directory], { settings: { HOME: directory } });
  expect(packed, packed.stderr).toMatchObject({ ok: true });
  const [tarball = ""] = readdirSync(directory).filter((name) => name.endsWith(".tgz"));
  const installed = join(directory, "node_modules", "bellhop-client");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["xzf", join(directory, tarball), "-C", installed, "--strip-components=1"]);

  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const kinds = ["dependencies", "peerDependencies", "optionalDependencies"];
  expect(kinds.filter((kind) => kind in manifest)).toEqual([]);
  for (const name of ["outbox.sql", "outbox.prisma", "README.md", "LICENSE"]) {
    expect(readFileSync(join(installed, name), "utf8").length, name).toBeGreaterThan(100);
  }

  writeFileSync(join(directory, "package.json"), '{"type":"module"}');
  writeFileSync(join(directory, "program.ts"), PROGRAM);
  writeFileSync(join(directory, "misuse.ts"), MISUSE);
  expect(execFileSync(process.execPath, ["program.ts"], { cwd: directory, encoding: "utf8" }).trim()).toBe(
    "apt_1:appointment.rescheduled:2 missing header function function function function",
  );
  // No types of Node, and the declarations of the package itself are checked.
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--lib", "es2023,dom"];
  const compile = (file: string) => {
    try {
      return execFileSync(process.execPath, [TSC, ...options, "--types", "", file], {
        cwd: directory,
        encoding: "utf8",
      });
    } catch (error) {
      return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    }
  };
  expect(compile("program.ts")).toBe("");
  expect(compile("misuse.ts")).toMatch(/misuse\.ts.*'startsAt' does not exist/);
});
