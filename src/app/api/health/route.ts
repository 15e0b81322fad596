import { readHealth } from "#domain/health/read-health.ts";
import { env } from "#env.ts";
import { deps } from "#server/deps.ts";

export const dynamic = "force-dynamic";

/** Ready means 200; 503 names the part that fails. */
export const GET = async () => {
  const health = await readHealth(deps(), env().ENGINE);
  return Response.json(health, { status: health.status === "ok" ? 200 : 503 });
};
