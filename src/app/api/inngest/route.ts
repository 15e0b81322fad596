import { serve } from "inngest/edge";
import { readBody } from "#domain/read-body.ts";
import { env } from "#env.ts";
import { createInngest } from "#inngest/client.ts";
import { createFunctions } from "#inngest/functions/index.ts";
import { pipelineWiring } from "#server/deps.ts";

export const dynamic = "force-dynamic";

/** Inngest's own limit for the state of a run is a quarter of it. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

const make = () => {
  const { deps } = pipelineWiring();
  const client = createInngest(deps.log);
  // The address that Inngest is told is ours, not what a caller writes into Host.
  return serve({
    client,
    functions: createFunctions(client, deps),
    serveOrigin: env().BASE_URL,
    servePath: "/api/inngest",
    // Otherwise the SDK answers anybody who asks it to register the functions.
    enableUnauthedSync: false,
  });
};

let handler: ReturnType<typeof make> | undefined;

/** What a real Inngest calls; with the embedded engine there is nothing to call. The SDK refuses every unsigned call, unless in dev mode. */
const answer = async (request: Request): Promise<Response> => {
  if (env().ENGINE !== "inngest")
    return Response.json({ error: "ENGINE is embedded: there is no Inngest here." }, { status: 404 });
  handler ??= make();
  if (request.method === "GET") return handler(request);
  // The SDK reads all that comes before it looks at the signature.
  const body = await readBody(request, BODY_BYTES_MAX).catch(() => null);
  if (body === null) return Response.json({ error: "The body is too large." }, { status: 413 });
  return handler(new Request(request, { body }));
};

export { answer as GET, answer as POST, answer as PUT };
