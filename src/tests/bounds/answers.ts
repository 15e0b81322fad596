import { expect } from "vitest";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { createWebhookRoute } from "#rest/webhook-routes.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { expectProblem, testApi } from "#tests/rest/test-api.ts";

export const answersProbes: Probes = {
  "errors of a problem document": async () => {
    const api = await testApi();
    const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${i}`, 0]));
    for (const [route, body] of [
      [sendEventsRoute, Array(1_000).fill({})],
      [sendEventsRoute, { event: "appointment.created", data: {}, ...unknown }],
      [createWebhookRoute, unknown],
    ] as const) {
      const answer = await api.call(route, { body });
      expectProblem(
        answer,
        422,
        answer.body.errors.map(({ path }: { path: string }) => path),
      );
      expect(answer.body.errors).toHaveLength(50);
      expect(answer.body.errorsOmitted).toBeGreaterThan(900);
    }
    await api.close();
  },
};
