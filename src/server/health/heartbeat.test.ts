import { expect, it } from "vitest";
import { createBodyPacking } from "#domain/body-packing.ts";
import { createTenantLimits } from "#domain/limits/tenant-limits.ts";
import { createSendingPauses } from "#domain/pauses/sending-pauses.ts";
import { startHeartbeat } from "#server/health/heartbeat.ts";
import { createLogger } from "#server/logging/logger.ts";

it("bodies are plain after a lost heartbeat: the server that answers next may refuse packed ones", async () => {
  const bodyPacking = createBodyPacking();
  bodyPacking.note(true);
  const deps = {
    sql: () => Promise.reject(new Error("gone")),
    workerId: "wrk_test",
    log: createLogger("silent", "test"),
    pauses: createSendingPauses(),
    tenantLimits: createTenantLimits(),
    bodyPacking,
  };
  const heartbeat = startHeartbeat(deps, "web");
  await heartbeat.first;
  expect(bodyPacking.isOn()).toBe(false);
  await heartbeat.stop();
});
