import type { TestContext } from "vitest";
import type { App } from "#tests/protocol/app.ts";
import type { Call, Executor } from "#tests/protocol/executor.ts";

/** The executor; skips the test with a reason if a real Inngest server replaces it. */
export const controlled = ({ inngest }: App, { skip }: TestContext): Executor =>
  inngest.executor ?? skip("looks into the executor or disturbs it, which a real Inngest server does not allow");

/** Operations in the app's answer to a call. */
export const opsOf = ({ status, response }: Call): { op: string; data?: unknown }[] =>
  status === 206 ? JSON.parse(response) : [];

/** Calls that worked on this delivery. */
export const callsOf = (executor: Executor, deliveryId: string): Call[] =>
  executor.calls.filter(({ functionId, request }) => functionId === "bellhop-deliver" && request.includes(deliveryId));
