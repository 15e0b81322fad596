import { chosenMode } from "#app/chosen-mode.ts";
import { currentSession } from "#app/require-session.ts";
import { deliveryFilters } from "#domain/deliveries/delivery.schema.ts";
import { exportDeliveries } from "#domain/deliveries/export-deliveries.ts";
import { refusalOf } from "#domain/http/refusal.ts";
import { actorOf } from "#domain/sessions/signed-in.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { apiFilters, readLogFilters } from "#features/deliveries/log-filters.ts";
import { deps } from "#server/deps.ts";
import { streamOfText } from "#server/http-server/stream-of-text.ts";

const SIGNED_OUT = new Response("You are signed out. Sign in, then export again.\n", { status: 401 });

/** Downloads what the log shows with these filters, for the signed-in person's tenant. */
export const GET = async (request: Request): Promise<Response> => {
  const session = await currentSession();
  if (!session) return SIGNED_OUT.clone();
  const query = new URL(request.url).searchParams;
  const isCsv = query.get("format") !== "ndjson";
  try {
    await deps().limits.take("exports", session.tenantId);
    const filters = deliveryFilters.parse(apiFilters(readLogFilters(query), await chosenMode()));
    const own = asTenant(deps(), session.tenantId);
    const lines = await exportDeliveries(own, actorOf(session), filters, isCsv ? "text/csv" : "application/x-ndjson");
    const day = deps().clock().toISOString().slice(0, 10);
    return new Response(streamOfText(lines), {
      headers: {
        "content-type": `${isCsv ? "text/csv" : "application/x-ndjson"}; charset=utf-8`,
        "content-disposition": `attachment; filename="deliveries-${day}.${isCsv ? "csv" : "ndjson"}"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return new Response(`${refusal.message}\n`, { status: refusal.status, headers: refusal.headers });
  }
};
