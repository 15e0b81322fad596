import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("Zod in the browser compiles no code", () => {
  // Zod reads the setting once, when it loads: a process of its own, since other tests may have loaded it here.
  const page = `import "#instrumentation-client.ts"; const { z } = await import("zod"); console.log(z.config().jitless)`;
  const args = ["--input-type=module", "--eval", page];
  expect(execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" })).toBe("true\n");
});
