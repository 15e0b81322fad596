import { type ApiAnswer, jsonAnswer, type Resource } from "#domain/api-message.ts";
import { readHealth } from "#domain/health/read-health.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { Env } from "#env.ts";
import { eventResource } from "#inngest/event-intake.ts";
import { createMissingTriggers } from "#inngest/find-missing-triggers.ts";
import { operatorResources } from "#rest/operator/operator-resources.ts";
import { restResources } from "#rest/rest-resources.ts";
import { brandLogo } from "#server/brand-logo.ts";
import { probeResources, type Readiness, reading } from "#server/health/probes.ts";
import { createSignInLimits, forgetFailures } from "#server/rate-limits/sign-in-limits.ts";
import { readVersion } from "#server/version.ts";

type Settings = Pick<Env, "ENGINE" | "INNGEST_ENV" | "eventKeys"> &
  Partial<Pick<Env, "BRAND_LOGO" | "PORTAL_ORIGINS" | "INNGEST_SIGNING_KEY" | "inngestApiUrl">>;

/** Paths that the web process serves before Next. */
export const apiResources = (deps: EngineDeps, env: Settings, readiness: Readiness): Resource[] => {
  const missingTriggers = missingTriggersOf(deps, env);
  return [
    eventResource(deps, { eventKeys: env.eventKeys, env: env.INNGEST_ENV ?? null }),
    ...restResources(deps),
    ...operatorResources(deps, operatorParts(deps, env)),
    { path: "/api/health", answer: reading(() => answerHealth(deps, env.ENGINE, missingTriggers)) },
    { path: "/brand/logo", answer: brandLogo(env.BRAND_LOGO) },
    { path: "/api/health/web", answer: reading(() => answerWebHealth(deps)) },
    ...probeResources(readiness, () => hasDatabase(deps)),
  ];
};

const operatorParts = (
  { sql }: Pick<EngineDeps, "sql">,
  { PORTAL_ORIGINS: portalOrigins = [] }: Settings,
): Parameters<typeof operatorResources>[1] => ({
  // Loaded at the first use, since most processes hash no password here.
  hashPassword: async (password) => (await import("better-auth/crypto")).hashPassword(password),
  forgetSignInFailures: (user) => forgetFailures(createSignInLimits(sql), user),
  portalOrigins,
});

type MissingTriggers = () => Promise<string[] | null>;

const missingTriggersOf = (
  { clock }: Pick<EngineDeps, "clock">,
  { ENGINE, INNGEST_SIGNING_KEY: signingKey, inngestApiUrl: apiUrl }: Settings,
): MissingTriggers =>
  ENGINE === "inngest" && apiUrl
    ? createMissingTriggers({ apiUrl, signingKey }, { fetch, clock })
    : () => Promise.resolve(null);

/**
 * Returns 200 when all parts work, else 503 naming the part that fails. Missing triggers are named and fail nothing: they concern
 * only events that are sent straight to Inngest.
 */
const answerHealth = async (
  deps: EngineDeps,
  engine: Env["ENGINE"],
  findMissingTriggers: MissingTriggers,
): Promise<ApiAnswer> => {
  const [health, missingTriggers] = await Promise.all([readHealth(deps, engine), findMissingTriggers()]);
  const { version } = readVersion();
  const body = { ...health, version, ...(missingTriggers ? { missingTriggers } : {}) };
  return jsonAnswer(health.status === "ok" ? 200 : 503, body);
};

/** Load balancer check: tells whether this process can accept events. */
const answerWebHealth = async (deps: Pick<EngineDeps, "sql">): Promise<ApiAnswer> => {
  const { version } = readVersion();
  return (await hasDatabase(deps))
    ? jsonAnswer(200, { status: "ok", database: "ok", version })
    : jsonAnswer(503, { status: "down", database: "down", version }, { "Retry-After": "2" });
};

const hasDatabase = ({ sql }: Pick<EngineDeps, "sql">): Promise<boolean> =>
  sql("SELECT 1").then(
    () => true,
    () => false,
  );
