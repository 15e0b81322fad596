import { type ApiAnswer, type ApiHandler, emptyAnswer, jsonAnswer, type Resource } from "#domain/api-message.ts";
import { readHealth } from "#domain/health/read-health.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { Env } from "#env.ts";
import { eventResource } from "#inngest/event-intake.ts";
import { restResources } from "#rest/rest-resources.ts";

/** Paths that the web process serves before Next. */
export const apiResources = (
  deps: EngineDeps,
  { ENGINE, INNGEST_ENV, eventKeys }: Pick<Env, "ENGINE" | "INNGEST_ENV" | "eventKeys">,
): Resource[] => [
  eventResource(deps, { eventKeys, env: INNGEST_ENV ?? null }),
  ...restResources(deps),
  { path: "/api/health", answer: reading(() => answerHealth(deps, ENGINE)) },
  { path: "/api/health/web", answer: reading(() => answerWebHealth(deps)) },
];

const READS = "GET, HEAD, OPTIONS";

const reading =
  (read: () => Promise<ApiAnswer>): ApiHandler =>
  async ({ method }) => {
    if (method === "GET") return read();
    return emptyAnswer(method === "OPTIONS" ? 204 : 405, { Allow: READS });
  };

/** Returns 200 when all parts work, else 503 naming the part that fails. */
const answerHealth = async (deps: EngineDeps, engine: Env["ENGINE"]): Promise<ApiAnswer> => {
  const health = await readHealth(deps, engine);
  return jsonAnswer(health.status === "ok" ? 200 : 503, health);
};

/** Load balancer check: tells whether this process can accept events. */
const answerWebHealth = async ({ sql }: Pick<EngineDeps, "sql">): Promise<ApiAnswer> => {
  try {
    await sql("SELECT 1");
    return jsonAnswer(200, { status: "ok", database: "ok" });
  } catch {
    return jsonAnswer(503, { status: "down", database: "down" }, { "Retry-After": "2" });
  }
};
