import type { TestContext } from "vitest";
import type { App } from "#tests/protocol/app.ts";
import type { Call, Executor } from "#tests/protocol/executor.ts";

/** The executor; skips the test, saying why, where a real Inngest server is in its place. */
export const controlled = ({ inngest }: App, { skip }: TestContext): Executor =>
  inngest.executor ?? skip("looks into the executor or disturbs it, which a real Inngest server does not allow");

/** The operations that the app answered a call with. */
export const opsOf = ({ status, response }: Call): { op: string; data?: unknown }[] =>
  status === 206 ? JSON.parse(response) : [];

/** The calls that worked on a delivery of its own. */
export const callsOf = (executor: Executor, deliveryId: string): Call[] =>
  executor.calls.filter(({ functionId, request }) => functionId === "bellhop-deliver" && request.includes(deliveryId));
