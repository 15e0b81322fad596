import { expect, test } from "vitest";
import "#instrumentation-client.ts";

test("Zod in the browser compiles no code", async () => {
  const { z } = await import("zod");
  expect(z.config().jitless).toBe(true);
});
