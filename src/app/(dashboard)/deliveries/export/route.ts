import { chosenMode } from "#app/chosen-mode.ts";
import { currentSession } from "#app/require-session.ts";
import { deliveryFilters } from "#domain/deliveries/delivery.schema.ts";
import { exportDeliveries } from "#domain/deliveries/export-deliveries.ts";
import { refusalOf } from "#domain/http/refusal.ts";
import { writeLine } from "#domain/log-lines.ts";
import { isOthersPage } from "#domain/sessions/person-mark.ts";
import { OTHER_PERSON, OTHER_PERSON_STATUS, PERSON_MARK_PARAMETER } from "#domain/sessions/person-mark.values.ts";
import { actorOf } from "#domain/sessions/signed-in.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { apiFilters, readLogFilters } from "#features/deliveries/log-filters.ts";
import { deps } from "#server/deps.ts";
import { streamOfText } from "#server/http-server/stream-of-text.ts";

const refuse = (status: number, message: string) =>
  new Response(`${message}\n`, { status, headers: { "cache-control": "no-store" } });

/** Downloads what the log shows with these filters, for the signed-in person's tenant. Refuses the link of another person's page (412). */
export const GET = async (request: Request): Promise<Response> => {
  const session = await currentSession();
  if (!session) return refuse(401, "You are signed out. Sign in, then export again.");
  const query = new URL(request.url).searchParams;
  if (isOthersPage(session, query.get(PERSON_MARK_PARAMETER))) return refuse(OTHER_PERSON_STATUS, OTHER_PERSON);
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
    if (refusal.isOutage) writeLine(deps().log, "database unavailable", { handler: "export", err: error });
    return new Response(`${refusal.message}\n`, { status: refusal.status, headers: refusal.headers });
  }
};
