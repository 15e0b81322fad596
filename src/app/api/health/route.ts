import { env } from "#env.ts";
import { deps } from "#server/deps.ts";
import { readHealth } from "#server/health/health.ts";

export const dynamic = "force-dynamic";

/** 200 means ready; 503 names the part that fails. */
export const GET = async () => {
  const health = await readHealth(deps(), env().ENGINE);
  return Response.json(health, { status: health.status === "ok" ? 200 : 503 });
};
