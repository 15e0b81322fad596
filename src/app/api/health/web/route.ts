import { deps } from "#server/deps.ts";

export const dynamic = "force-dynamic";

/** Whether this process can take events: for load balancers. */
export const GET = async () => {
  try {
    await deps().sql("SELECT 1");
    return Response.json({ status: "ok", database: "ok" });
  } catch {
    return Response.json({ status: "down", database: "down" }, { status: 503, headers: { "retry-after": "2" } });
  }
};
