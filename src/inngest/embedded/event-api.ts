import { randomUUID } from "node:crypto";
import type { Checkpoints, RunEvent } from "#inngest/embedded/run-function.ts";

/**
 * Answers the SDK in process: `POST /e/{key}` with an array of events, and `POST /v1/checkpoint/{run}/async` with the earlier steps of
 * a failed run. Answers 404 to all other calls.
 */
export const answerEventApi =
  (onEvent: (event: RunEvent) => void, checkpoints: Checkpoints = new Map()): typeof fetch =>
  async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const [, runId = ""] = /^\/v1\/checkpoint\/([^/]+)\/async$/.exec(url.pathname) ?? [];
    const take = checkpoints.get(runId);
    if (init?.method === "POST" && take) {
      take(JSON.parse(String(init.body)).steps);
      return new Response(null, { status: 200 });
    }
    if (init?.method !== "POST" || !url.pathname.startsWith("/e/")) return new Response(null, { status: 404 });
    const events = JSON.parse(String(init.body)) as Partial<RunEvent>[];
    const received = events.map(({ id, name = "", ts, data }) => ({
      id: id ?? randomUUID(),
      name,
      ts: ts ?? Date.now(),
      data: data ?? {},
    }));
    received.forEach(onEvent);
    return Response.json({ ids: received.map(({ id }) => id), status: 200 });
  };
