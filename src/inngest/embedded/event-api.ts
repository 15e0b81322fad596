import { randomUUID } from "node:crypto";
import type { RunEvent } from "#inngest/embedded/run-function.ts";

/**
 * The SDK's event API, answered in process: `POST /e/{key}` with an array of events gives `{ids, status}`. Anything else
 * that the SDK might fetch does not exist here.
 */
export const answerEventApi =
  (onEvent: (event: RunEvent) => void): typeof fetch =>
  async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
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
